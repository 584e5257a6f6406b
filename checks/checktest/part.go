package checktest

import (
	"slices"

	"github.com/computelint/computelint/internal/inventory"
)

// Parts is several parts as one.
func Parts(parts ...Part) Part {
	return func(r *inventory.Region) {
		for _, part := range parts {
			part(r)
		}
	}
}

// Has puts a fact.
func Has[T any](key inventory.Key[T], value T) Part {
	return func(r *inventory.Region) { inventory.Put(r, key, value) }
}

// Also adds to a fact that is a list, such as those of a whole region; without items it says that the list was read.
func Also[T any](key inventory.Key[[]T], items ...T) Part {
	return func(r *inventory.Region) {
		known, _ := inventory.Read(r, key).Get()
		inventory.Put(r, key, slices.Concat([]T{}, known, items))
	}
}

// Lacks says that a fact was denied.
func Lacks[T any](key inventory.Key[T]) Part {
	return func(r *inventory.Region) { r.Miss(key.Want(), Gap(inventory.Denied, key.Want().Dataset)) }
}

// Unlisted says that a root listing was denied: the region holds nothing of it. It goes last.
func Unlisted(d inventory.Dataset) Part {
	return func(r *inventory.Region) {
		empty(r, d)
		r.SetGap(d, Gap(inventory.Denied, d))
	}
}
