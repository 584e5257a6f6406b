package checktest

import "github.com/computelint/computelint/internal/inventory"

// Instance adds a running on-demand Linux m5.large without tags, launched 100 days ago.
func Instance(id string, changes ...func(*inventory.Instance)) Part {
	return func(r *inventory.Region) {
		i := inventory.Instance{
			ID: id, Type: "m5.large", State: "running", Platform: "Linux/UNIX", Architecture: "x86_64", Tenancy: "default",
			LaunchTime: DaysAgo(100), RootAttached: DaysAgo(100),
		}
		for _, change := range changes {
			change(&i)
		}
		r.Instances = append(r.Instances, i)
	}
}

// Type sets the instance's type.
func Type(name string) func(*inventory.Instance) {
	return func(i *inventory.Instance) { i.Type = name }
}

// Tag sets a tag of the instance.
func Tag(key, value string) func(*inventory.Instance) {
	return func(i *inventory.Instance) {
		if i.Tags == nil {
			i.Tags = map[string]string{}
		}
		i.Tags[key] = value
	}
}

// InstanceType says what EC2 says of an instance type: whether it is of the current generation.
func InstanceType(name string, current bool) Part {
	return Has(inventory.InstanceTypeKey(name), inventory.InstanceType{Name: name, CurrentGeneration: current, VCPUs: 2, MemoryMiB: 8192})
}
