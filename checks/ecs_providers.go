package checks

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
)

// clusterProvider is a capacity provider of the account's own, with the clusters that may put tasks on it.
type clusterProvider struct {
	name     string
	clusters []*inventory.Cluster
}

// eachClusterProvider asks about every capacity provider that an active cluster has, except Fargate's two.
func eachClusterProvider(judge func(*Pass, clusterProvider) Verdict) Judge {
	return func(p *Pass) iter.Seq2[Resource, Verdict] {
		return func(yield func(Resource, Verdict) bool) {
			clusters := map[string][]*inventory.Cluster{}
			for i := range p.Region.Clusters {
				c := &p.Region.Clusters[i]
				for _, name := range c.CapacityProviders {
					if c.Status == "ACTIVE" && !isFargate(inventory.StrategyItem{Provider: name}) {
						clusters[name] = append(clusters[name], c)
					}
				}
			}
			for _, name := range slices.Sorted(maps.Keys(clusters)) {
				v, settled := p.turnTo(p.providerTags(name))
				if !settled {
					v = judge(p, clusterProvider{name, clusters[name]})
				}
				if !yield(p.clusterProviderResource(name), v) {
					return
				}
			}
		}
	}
}

// providerTags reads a capacity provider's tags, which come with all the region's providers.
func (p *Pass) providerTags(name string) tagReader {
	return func(tag string) (string, bool, inventory.Gap, bool) {
		fact := read(p, inventory.ECSProvidersKey())
		providers, known := fact.Get()
		for _, provider := range providers {
			if provider.Name == name {
				value, has := provider.Tags[tag]
				return value, has, fact.Why(), known
			}
		}
		return "", false, fact.Why(), known
	}
}

func (p *Pass) clusterProviderResource(name string) Resource {
	return Resource{
		ARN:  fmt.Sprintf("arn:%s:ecs:%s:%s:capacity-provider/%s", p.partition, p.Region.Name, p.Account, name),
		Type: "AWS::ECS::CapacityProvider", Name: name, Account: p.Account, Region: p.Region.Name,
	}
}

// onGroup reads a capacity provider, which must be one on an Auto Scaling group. Where it is not, or could not be read, the verdict says so.
func (p *Pass) onGroup(name string) (inventory.ECSCapacityProvider, Verdict) {
	fact := Read(p, inventory.ECSProvidersKey())
	all, ok := fact.Get()
	if !ok {
		return inventory.ECSCapacityProvider{}, Unread(fact.Why())
	}
	for _, provider := range all {
		switch {
		case provider.Name != name:
			continue
		case provider.Status != "" && provider.Status != "ACTIVE":
			return provider, NotApplicable("the capacity provider is " + provider.Status)
		case provider.Kind == "MANAGED_INSTANCES":
			return provider, NotApplicable("ECS manages its instances")
		case provider.GroupARN == "":
			return provider, NotApplicable("it has no Auto Scaling group")
		}
		return provider, Verdict{}
	}
	return inventory.ECSCapacityProvider{}, Unknown("its cluster names it, but ECS does not list it")
}

// groupNameOf is the name in an Auto Scaling group's ARN: "web" of "…:autoScalingGroupName/web". ECS takes the bare name too.
func groupNameOf(arn string) string {
	if _, name, ok := strings.Cut(arn, "autoScalingGroupName/"); ok {
		return name
	}
	return arn
}
