package checks

import (
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
)

// Resources of each kind, as findings name them.

func (p *Pass) functionResource(f *inventory.Function) Resource {
	return Resource{ARN: f.ARN, Type: "AWS::Lambda::Function", Name: f.Name, Account: p.Account, Region: p.Region.Name}
}

func (p *Pass) qualifierResource(f *inventory.Function, qualifier string) Resource {
	r := p.functionResource(f)
	r.ARN, r.Qualifier = inventory.Qualified(f.ARN, qualifier), qualifier
	return r
}

func (p *Pass) capacityProviderResource(c capacityProvider) Resource {
	return Resource{ARN: c.arn, Type: "AWS::Lambda::CapacityProvider", Name: c.name(), Account: p.Account, Region: p.Region.Name}
}

func (p *Pass) serviceResource(s *inventory.Service) Resource {
	return Resource{
		ARN: s.ARN, Type: "AWS::ECS::Service", Name: s.Name, Account: p.Account, Region: p.Region.Name,
		Owner: stackOf(s.Tags), Tags: s.Tags,
	}
}

func (p *Pass) clusterResource(c *inventory.Cluster) Resource {
	return Resource{
		ARN: c.ARN, Type: "AWS::ECS::Cluster", Name: c.Name, Account: p.Account, Region: p.Region.Name,
		Owner: stackOf(c.Tags), Tags: c.Tags,
	}
}

func (p *Pass) instanceResource(i *inventory.Instance) Resource {
	return p.ec2Resource("instance", "AWS::EC2::Instance", i.ID, i.Tags)
}

func (p *Pass) groupResource(name string) Resource { return p.ownerNamed(&autoScalingOwner, name) }

func (p *Pass) volumeResource(v *inventory.Volume) Resource {
	return p.ec2Resource("volume", "AWS::EC2::Volume", v.ID, v.Tags)
}

func (p *Pass) snapshotResource(s *inventory.Snapshot) Resource {
	return p.ec2Resource("snapshot", "AWS::EC2::Snapshot", s.ID, s.Tags)
}

func (p *Pass) addressResource(a *inventory.Address) Resource {
	return p.ec2Resource("elastic-ip", "AWS::EC2::EIP", a.ID, a.Tags)
}

func (p *Pass) ec2Resource(kind, cloudFormation, id string, tags map[string]string) Resource {
	return Resource{
		ARN:  fmt.Sprintf("arn:%s:ec2:%s:%s:%s/%s", p.partition, p.Region.Name, p.Account, kind, id),
		Type: cloudFormation, Name: id, Account: p.Account, Region: p.Region.Name, Owner: stackOf(tags), Tags: tags,
	}
}

// AccountLimit is the type of the resources that stand for a limit or a setting of an account in a region. They have no ARN
// of AWS's, and no tags.
const AccountLimit = "AccountLimit"

func (p *Pass) accountResource(name string) Resource {
	return Resource{
		ARN: fmt.Sprintf("%s/%s/%s", p.Account, p.Region.Name, name), Type: AccountLimit, Name: name,
		Account: p.Account, Region: p.Region.Name,
	}
}

// stackOf names the CloudFormation stack that a resource's tags say it belongs to.
func stackOf(tags map[string]string) string {
	if name := tags["aws:cloudformation:stack-name"]; name != "" {
		return "stack " + name
	}
	return ""
}
