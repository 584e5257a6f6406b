package checks_test

import (
	"fmt"
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// stopped is an instance that a user stopped some days ago, with volumes of these ids.
func stopped(id string, daysAgo float64, volumes ...string) ct.Part {
	return ct.Instance(id, func(i *inventory.Instance) {
		i.State = "stopped"
		i.Transition = fmt.Sprintf("User initiated (%s GMT)", ct.DaysAgo(daysAgo).Format("2006-01-02 15:04:05"))
		for _, v := range volumes {
			i.Volumes = append(i.Volumes, inventory.Attached{ID: v})
		}
	})
}

func TestStoppedStillPaying(t *testing.T) {
	of := func(parts ...ct.Part) []ct.Part { return parts }
	attached := func(id string, changes ...func(*inventory.Volume)) ct.Part {
		return ct.Volume(id, append([]func(*inventory.Volume){func(v *inventory.Volume) { v.State = "in-use" }}, changes...)...)
	}
	address := func(id, instance string, byoip bool) ct.Part {
		return ct.Address(id, func(a *inventory.Address) { a.Instance, a.BYOIP = instance, byoip })
	}
	reason := func(words string) func(*inventory.Instance) {
		return func(i *inventory.Instance) { i.State, i.Transition = "stopped", words }
	}
	const volume, ip = 100 * 0.08, 0.005 * 730
	ct.Run(t, "ec2-stopped-still-paying", []ct.Case{
		{
			Name: "a volume and an address", Given: of(stopped("i-old", 41, "vol-old"), attached("vol-old"), address("eip-old", "i-old", false), address("eip-else", "i-else", false)),
			Want: checks.OutcomeFinding, Because: "i-old (m5.large) has been stopped for 41 days, and still pays for 100 GiB gp3, the address 198.51.100.7.",
			Then: ct.All(ct.Saves(volume+ip, volume+ip), ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Meters("volume vol-old", "address eip-old"), ct.Shows("stopped on", "2026-10-13"),
				ct.Basis("100 GiB × $0.08 + $0.005 × 730 h, without what an image of it would cost"), ct.Fixes("aws ec2 create-image --instance-id i-old --name i-old-2026-11-23 --region us-east-1")),
		},
		{
			Name: "two volumes, one with more IOPS", Given: of(stopped("i-two", 31, "vol-a", "vol-b"), attached("vol-a"), attached("vol-b", func(v *inventory.Volume) { v.IOPS, v.Throughput = 4000, 225 })),
			Want: checks.OutcomeFinding, Then: ct.All(ct.Saves(2*volume+1000*0.005+100*0.04, 2*volume+1000*0.005+100*0.04), ct.Severe(checks.Medium)),
		},
		{
			Name: "a volume that others have attached, too", Want: checks.OutcomeClean, Because: "neither volumes nor addresses",
			Given: of(stopped("i-shared", 90, "vol-shared"), attached("vol-shared", func(v *inventory.Volume) {
				v.Type, v.MultiAttach, v.Instances = "io2", true, []string{"i-elsewhere", "i-shared"}
			})),
		},
		{Name: "stopped for thirty days", Given: of(stopped("i-30", 30, "vol-30"), attached("vol-30")), Want: checks.OutcomeClean, Because: "stopped for 30 days"},
		{Name: "an address of the account's own", Given: of(stopped("i-own", 90), address("eip-own", "i-own", true)), Want: checks.OutcomeClean, Because: "neither volumes nor addresses"},
		{Name: "worth cents", Given: of(stopped("i-small", 90, "vol-small"), attached("vol-small", func(v *inventory.Volume) { v.SizeGiB = 12 })), Want: checks.OutcomeClean, Because: "$0.96 a month, under $1.00"},
		{Name: "worth a dollar", Given: of(stopped("i-dollar", 90, "vol-dollar"), attached("vol-dollar", func(v *inventory.Volume) { v.SizeGiB = 13 })), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Low)},
		{Name: "no date", Given: of(ct.Instance("i-undated", reason("User initiated"))), Want: checks.OutcomeUnknown, Because: "when it was stopped is not known"},
		{Name: "a date that is none", Given: of(ct.Instance("i-odd", reason("User initiated (2026-13-41 10:00:00 GMT)"))), Want: checks.OutcomeUnknown, Because: "when it was stopped is not known"},
		{Name: "by its Spot request", Given: of(ct.Instance("i-spot", reason("Server.SpotInstanceShutdown: Spot instance shutdown (2026-11-20 10:00:00 GMT)"))), Want: checks.OutcomeClean, Because: "stopped for 2 days"},
		{Name: "a volume that is not listed", Given: of(stopped("i-lost", 90, "vol-lost")), Want: checks.OutcomeUnknown, Because: "vol-lost"},
		{Name: "volumes denied", Given: of(stopped("i-dark", 90, "vol-dark"), ct.Unlisted(inventory.EC2Volumes)), Want: checks.OutcomeUnknown, Because: "denied", Alone: true},
		{
			Name: "no price", Region: "us-gov-west-1", Given: of(stopped("i-gov", 90, "vol-gov"), attached("vol-gov"), address("eip-gov", "i-gov", false)),
			Want: checks.OutcomeFinding, Then: ct.All(ct.Unpriced("100 GiB gp3 in us-gov-west-1"), ct.Severe(checks.Low)),
		},
		{Name: "running", Given: of(ct.Instance("i-up")), Want: checks.OutcomeNotApplicable, Because: "the instance is running"},
		{Name: "a warm pool", Given: of(ct.Instance("i-warm", ct.Tag("aws:autoscaling:groupName", "web"), reason("User initiated (2026-01-01 00:00:00 GMT)"))), Want: checks.OutcomeNotApplicable, Because: "warm pool of Auto Scaling group web"},
		{Name: "managed", Given: of(ct.Instance("i-lmi", reason("User initiated (2026-01-01 00:00:00 GMT)"), func(i *inventory.Instance) { i.ManagedBy = "lambda.amazonaws.com" })), Want: checks.OutcomeNotApplicable},
	})
}
