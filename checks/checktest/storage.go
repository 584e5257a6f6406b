package checktest

import "github.com/computelint/computelint/internal/inventory"

// Volume adds a gp3 volume of 100 GiB that is attached to nothing, created 100 days ago.
func Volume(id string, changes ...func(*inventory.Volume)) Part {
	return func(r *inventory.Region) {
		v := inventory.Volume{
			ID: id, Type: "gp3", SizeGiB: 100, IOPS: 3000, Throughput: 125, State: "available", Zone: "us-east-1a", CreatedAt: DaysAgo(100),
		}
		for _, change := range changes {
			change(&v)
		}
		r.Volumes = append(r.Volumes, v)
	}
}

// Address adds an Elastic IP address of AWS's that is associated with nothing.
func Address(id string, changes ...func(*inventory.Address)) Part {
	return func(r *inventory.Region) {
		a := inventory.Address{ID: id, IP: "198.51.100.7"}
		for _, change := range changes {
			change(&a)
		}
		r.Addresses = append(r.Addresses, a)
	}
}

// Snapshot adds a finished snapshot of 100 GiB, 400 days old, of a volume that is not in the region.
func Snapshot(id string, changes ...func(*inventory.Snapshot)) Part {
	return func(r *inventory.Region) {
		s := inventory.Snapshot{ID: id, Volume: "vol-of-" + id, VolumeGiB: 100, State: "completed", Tier: "standard", StartedAt: DaysAgo(400)}
		for _, change := range changes {
			change(&s)
		}
		r.Snapshots = append(r.Snapshots, s)
	}
}
