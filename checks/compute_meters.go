package checks

import "github.com/computelint/computelint/internal/inventory"

// The billed meters of containers and instances, as savings name them. A service on EC2 capacity has no meter of its own:
// what it wastes is billed as the hours of its cluster's instances.

func instanceMeter(id string) string            { return "instance " + id }
func fargateMeter(s *inventory.Service) string  { return "fargate " + s.ARN }
func volumeMeter(id string) string              { return "volume " + id }
func snapshotMeter(id string) string            { return "snapshot " + id }
func addressMeter(id string) string             { return "address " + id }           // an Elastic IP
func publicIPMeter(resource string) string      { return "public-ipv4 " + resource } // of the tasks of a service, or of an instance
func balancerMeter(arn string) string           { return "load-balancer " + arn }
func surplusCreditMeter(instance string) string { return "surplus-credits " + instance }
