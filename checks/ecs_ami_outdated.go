package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
)

var agentDays = Threshold{
	Name: "agent_days", Default: 365, Unit: "days",
	Doc:    "An agent whose version is so old is outdated.",
	Source: "our choice, 2026-11: AWS recommends the latest version and releases about one a month",
}

var ecsAMIOutdated = Check{
	ID:         "ecs-ami-outdated",
	Title:      "Container instances on an outdated image or agent",
	Category:   Lifecycle,
	Needs:      []inventory.Dataset{inventory.ECSClusters, inventory.EC2Instances},
	Uses:       []inventory.Dataset{inventory.ECSContainerInstances, inventory.EC2Images},
	Thresholds: []*Threshold{&agentDays},
	Judge:      eachCluster(judgeAMIOutdated),
}

// The operating systems of ECS-optimized images, by the start of the image's name. Ends of support: Amazon ECS Developer Guide, "Amazon
// ECS-optimized Linux AMIs", and AWS, "Amazon ECS-optimized Amazon Linux AMI end-of-life" (read 2026-11).
var ecsImages = []struct{ prefix, words, end string }{
	{"amzn-ami-", "Amazon Linux 1", "2023-06-30"},
	{"amzn2-ami-", "Amazon Linux 2", "2026-06-30"},
	{"al2023-ami-", "Amazon Linux 2023", ""},
	{"bottlerocket-", "Bottlerocket", ""},
	{"Windows_Server-", "Windows Server", ""},
}

func judgeAMIOutdated(p *Pass, c *inventory.Cluster) Verdict {
	switch {
	case c.Status != "ACTIVE":
		return NotApplicable("the cluster is " + c.Status)
	case c.ContainerInstances == 0:
		return NotApplicable("no instances are registered")
	}
	fact := Read(p, inventory.ContainerInstancesKey(c.ARN))
	instances, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	fleet := p.fleetOf(instances)
	if len(fleet) == 0 {
		return NotApplicable("its instances are stopped or not EC2 instances of this account, or AWS manages them")
	}
	reasons, outdated, unsettled := map[string]int{}, 0, Verdict{}
	for _, m := range fleet {
		why, v := p.outdated(m)
		for _, reason := range why {
			reasons[reason]++
		}
		if len(why) > 0 {
			outdated++
		} else if v.Outcome == OutcomeUnknown && (unsettled.Outcome == "" || v.Gap.Reason == inventory.NotCollected) {
			unsettled = v
		}
	}
	switch {
	case outdated > 0 && unsettled.Gap.Reason != inventory.NotCollected:
		return Found(p.outdatedFinding(c, fleet, outdated, reasons))
	case unsettled.Outcome != "":
		return unsettled
	}
	return Clean("its instances run current images and agents")
}

// outdated says what is old about an instance; nothing when it is current. Where the agent is current and the image's system not
// known, the verdict is Unknown.
func (p *Pass) outdated(m member) (why []string, unknown Verdict) {
	limit := p.Days(&agentDays)
	released, agentKnown := agentReleased(m.AgentVersion)
	if age := days(p.TakenAt.Sub(released)); agentKnown && age > limit {
		switch date(released) {
		case agentReleases[len(agentReleases)-1].date:
			unknown = Unknown(fmt.Sprintf("agent %s may be newer than the built-in table", m.AgentVersion))
		case agentReleases[0].date:
			why = append(why, fmt.Sprintf("agent %s, of %s or earlier", m.AgentVersion, date(released)))
		default:
			why = append(why, fmt.Sprintf("agent %s, of %s", m.AgentVersion, date(released)))
		}
	}
	id := m.AMI
	if id == "" && m.ec2 != nil {
		id = m.ec2.Image
	}
	if id == "" {
		return why, Unknown("which image it was launched from is not known")
	}
	fact := Read(p, inventory.AMIKey(id))
	image, ok := fact.Get()
	if !ok {
		return why, Unread(fact.Why())
	}
	system := slices.IndexFunc(ecsImages, func(s struct{ prefix, words, end string }) bool { return strings.HasPrefix(image.Name, s.prefix) })
	switch {
	case system >= 0 && ecsImages[system].end != "":
		s := ecsImages[system]
		verb := "ends"
		if s.end < date(p.TakenAt) {
			verb = "ended"
		}
		why = append(why, fmt.Sprintf("%s, whose support %s on %s", s.words, verb, s.end))
	case !agentKnown && !image.CreatedAt.IsZero() && days(p.TakenAt.Sub(image.CreatedAt)) > limit:
		why = append(why, fmt.Sprintf("an image of %s", date(image.CreatedAt)))
	case !agentKnown && image.CreatedAt.IsZero():
		unknown = Unknown("neither its agent's version nor its image is known")
	case system < 0:
		unknown = Unknown(fmt.Sprintf("the operating system of image %s is not known", id))
	}
	return why, unknown
}

func (p *Pass) outdatedFinding(c *inventory.Cluster, fleet []member, outdated int, reasons map[string]int) Finding {
	return Finding{
		Severity: Medium, Confidence: Measured,
		Message: fmt.Sprintf("%s runs %d of %s on something outdated: %s.", c.Name, outdated, plural(len(fleet), "instance"), countWords(reasons)),
		Evidence: []Evidence{
			counted("outdated instances", fmt.Sprintf("%d of %d", outdated, len(fleet)), float64(outdated), "instances"),
			setting("what they run", countWords(reasons)),
		},
		Fix: Fix{
			Summary: fmt.Sprintf("Set the current ECS-optimized Amazon Linux 2023 image in the launch template of %s and start an instance refresh; managed draining moves the tasks.", groupsOf(fleet)),
			Edits: []Property{
				{"cloudformation", "AWS::EC2::LaunchTemplate LaunchTemplateData.ImageId", "{{resolve:ssm:" + imageParameter(fleet) + "}}"},
				{"terraform", "aws_launch_template image_id", "resolve:ssm:" + imageParameter(fleet)},
			},
		},
	}
}

// imageParameter is the public parameter of Systems Manager that holds the current image for a fleet's architecture.
func imageParameter(fleet []member) string {
	arch := ""
	if fleet[0].Architecture == "arm64" || fleet[0].ec2 != nil && fleet[0].ec2.Architecture == "arm64" {
		arch = "arm64/"
	}
	return "/aws/service/ecs/optimized-ami/amazon-linux-2023/" + arch + "recommended/image_id"
}
