package inventory

import (
	"testing"
	"time"
)

func at(day int) time.Time { return time.Date(2026, 11, day, 0, 0, 0, 0, time.UTC) }

func TestOldestChange(t *testing.T) {
	of := func(latest time.Time, versions ...time.Time) Function {
		f := Function{Config: Config{LastModified: latest}}
		for _, v := range versions {
			f.Versions = append(f.Versions, Version{Config: Config{LastModified: v}})
		}
		return f
	}
	for name, c := range map[string]struct {
		f    Function
		want time.Time
	}{
		"nothing":         {of(time.Time{}), time.Time{}},
		"only $LATEST":    {of(at(5)), at(5)},
		"older version":   {of(at(5), at(9), at(2)), at(2)},
		"newer version":   {of(at(5), at(9)), at(5)},
		"only a version":  {of(time.Time{}, at(9)), at(9)},
		"undated version": {of(at(5), time.Time{}), at(5)},
	} {
		if got := c.f.OldestChange(); !got.Equal(c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

func TestOldestSign(t *testing.T) {
	for name, c := range map[string]struct{ launched, attached, want time.Time }{
		"nothing":          {},
		"restarted":        {at(20), at(1), at(1)},
		"volume swapped":   {at(1), at(20), at(1)},
		"no volume seen":   {at(3), time.Time{}, at(3)},
		"no launch time":   {time.Time{}, at(4), at(4)},
		"launched at once": {at(6), at(6), at(6)},
	} {
		i := Instance{LaunchTime: c.launched, RootAttached: c.attached}
		if got := i.OldestSign(); !got.Equal(c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

func TestPackage(t *testing.T) {
	c := Config{PackageType: "Zip", CodeBytes: 5, Layers: []Layer{{Bytes: 3}, {Bytes: 4}}}
	if c.PackageBytes() != 12 || c.Image() {
		t.Errorf("%d bytes, image %v", c.PackageBytes(), c.Image())
	}
	if !(Config{PackageType: "Image"}).Image() {
		t.Errorf("an image is none")
	}
}
