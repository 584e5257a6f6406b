package checks_test

import (
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestARM64Candidate(t *testing.T) {
	layer := func(arn string) ct.Fn {
		return func(f *inventory.Function) { f.Config.Layers = append(f.Config.Layers, inventory.Layer{ARN: arn}) }
	}
	const own, aws = "arn:aws:lambda:us-east-1:123456789012:layer:", "arn:aws:lambda:us-east-1:580247275435:layer:"
	built := func(name string, architectures ...string) ct.Part {
		return ct.Has(inventory.LayerKey(own+name+":3"), inventory.LayerVersions{Architectures: architectures})
	}
	java := ct.Runtime("java21") // never on Lambda@Edge
	saving := 1e5 * months * (gbSecond - 1.33334e-5)
	ct.Run(t, "lambda-arm64-candidate", []ct.Case{
		{
			Name: "Java", Given: []ct.Part{working("java", 1e5, java)},
			Want: checks.OutcomeFinding, Because: "java runs on x86, and java21 exists for arm64, where its durations would cost 20% less. Native code in its package would not show.",
			Then: ct.All(ct.Saves(saving, saving), ct.Severe(checks.Medium), ct.Known(checks.Inferred), silentOn("twins"), ct.Fixes("architectures = arm64"), ct.Meters("duration arn:aws:lambda:us-east-1:123456789012:function:java")),
		},
		{Name: "a dollar or more", Given: []ct.Part{working("dollar", 9500, java)}, Want: checks.OutcomeFinding, Then: ct.Severe(checks.Low)}, // $1.014
		{Name: "under a dollar", Given: []ct.Part{working("cents", 9300, java)}, Want: checks.OutcomeClean, Because: "its durations cost"},
		{Name: "on arm64", Given: []ct.Part{ct.Function("arm", ct.ARM)}, Want: checks.OutcomeClean, Because: "runs on arm64"},
		{Name: "no price", Region: "us-gov-west-1", Given: []ct.Part{working("gov", 1e5, java)}, Want: checks.OutcomeFinding, Because: "exists for arm64 too", Then: ct.Unpriced("us-gov-west-1")},
		{Name: "an image", Given: []ct.Part{ct.Function("image", ct.Image)}, Want: checks.OutcomeUnknown, Because: "image"},
		{Name: "a custom runtime", Given: []ct.Part{ct.Function("rust", ct.Runtime("provided.al2023"))}, Want: checks.OutcomeUnknown, Because: "compiled"},
		{Name: "Go", Given: []ct.Part{ct.Function("go", ct.Runtime("go1.x"))}, Want: checks.OutcomeUnknown, Because: "compiled"},
		{Name: "an ARN", Given: []ct.Part{ct.Function("arn", ct.Runtime("arn:aws:lambda:us-east-1:1:runtime:x"))}, Want: checks.OutcomeUnknown, Because: "not known"},
		{Name: "Amazon Linux 1", Given: []ct.Part{ct.Function("old", ct.Runtime("python3.7"))}, Want: checks.OutcomeNotApplicable, Because: "Python 3.7 does not exist for arm64"},
		{Name: "retired before there was arm64", Given: []ct.Part{ct.Function("ten", ct.Runtime("nodejs10.x"))}, Want: checks.OutcomeNotApplicable, Because: "does not exist"},
		{Name: "cannot be changed any more", Given: []ct.Part{ct.Function("twelve", ct.Runtime("nodejs12.x"))}, Want: checks.OutcomeNotApplicable, Because: "cannot be changed"},
		{Name: "can be changed until March", Given: []ct.Part{working("ruby", 1e5, ct.Runtime("ruby2.7"))}, Want: checks.OutcomeFinding},
		{Name: "cannot from March on", TakenAt: time.Date(2027, 3, 3, 0, 0, 0, 0, time.UTC), Given: []ct.Part{ct.Function("gone", ct.Runtime("ruby2.7"))}, Want: checks.OutcomeNotApplicable},
		{Name: "a layer for both", Given: []ct.Part{working("both", 1e5, java, layer(own+"both:3")), built("both", "arm64", "x86_64")}, Want: checks.OutcomeFinding},
		{Name: "a layer for x86", Given: []ct.Part{working("bound", 1e5, java, layer(own+"bound:3")), built("bound", "x86_64")}, Want: checks.OutcomeNotApplicable, Because: "its layer bound was built for x86 only"},
		{Name: "a layer that does not say", Given: []ct.Part{working("mute", 1e5, java, layer(own+"mute:3")), built("mute")}, Want: checks.OutcomeUnknown, Because: "does not say"},
		{Name: "a layer that is denied", Given: []ct.Part{working("closed", 1e5, java, layer(own+"closed:3")), ct.Lacks(inventory.LayerKey(own + "closed:3"))}, Want: checks.OutcomeUnknown},
		{Name: "a stranger's layer", Given: []ct.Part{working("strange", 1e5, java, layer(aws+"AWSOpenTelemetryDistroJava:1"))}, Want: checks.OutcomeUnknown, Because: "of another account"},
		{Name: "a layer without a name", Given: []ct.Part{working("nameless", 1e5, java, ct.Layer(1))}, Want: checks.OutcomeUnknown, Because: "no name"},
		{
			Name: "layers with twins", Given: []ct.Part{working("twins", 1e5, java, layer(aws+"LambdaInsightsExtension:53"), layer("arn:aws:lambda:us-east-1:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-x86_64:7"))},
			Want: checks.OutcomeFinding, Then: ct.All(ct.Shows("layers to change", "LambdaInsightsExtension-Arm64, AWSLambdaPowertoolsPythonV3-python313-arm64"), ct.Fixes("Take the layers' twins: LambdaInsightsExtension-Arm64")),
		},
		{Name: "on the edge", Given: []ct.Part{working("edge", 1e5, ct.Version("1")), ct.Policy("edge:1", "replicator.lambda.amazonaws.com")}, Want: checks.OutcomeUnknown, Because: "Lambda@Edge"},
		{Name: "could be on the edge, is not", Given: []ct.Part{working("grounded", 1e5, ct.Version("1")), ct.Policy("grounded:1")}, Want: checks.OutcomeFinding},
		{Name: "a replica", Given: []ct.Part{ct.Function("replica", func(f *inventory.Function) { f.MasterARN = "x" })}, Want: checks.OutcomeNotApplicable},
		{Name: "on Managed Instances", Given: []ct.Part{ct.Function("managed", ct.Managed)}, Want: checks.OutcomeNotApplicable},
		{Name: "an architecture to come", Given: []ct.Part{ct.Function("risc", func(f *inventory.Function) { f.Config.Architecture = "riscv64" })}, Want: checks.OutcomeUnknown, Because: "architecture"},
		{Name: "young", Given: []ct.Part{ct.Function("new", java, ct.Deployed(ct.DaysAgo(5))), ct.Invocations.Of("new", ct.Flat(1e6).Last(5)), ct.TotalDuration.Of("new", ct.Flat(5e8).Last(5))}, Want: checks.OutcomeUnknown, Because: "younger"},
		{Name: "ran on two days", Given: []ct.Part{ct.Function("rare", java), ct.Invocations.Of("rare", ct.OnDays(1e6, 1, 2)), ct.TotalDuration.Of("rare", ct.OnDays(5e8, 1, 2))}, Want: checks.OutcomeUnknown, Because: "less than 3 days"},
		{Name: "durations denied", Given: []ct.Part{working("dark", 1e5, java), ct.Lacks(ct.TotalDuration.Key(inventory.Dims("FunctionName", "dark")))}, Want: checks.OutcomeUnknown},
	})
}
