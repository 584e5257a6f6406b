package checktest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

// Fn changes a function from its defaults.
type Fn func(*inventory.Function)

// Function adds a function: Node.js 24 on x86 with 512 MB and 30 s, 1 MiB of code, deployed 400 days ago, no version.
func Function(name string, changes ...Fn) Part {
	return func(r *inventory.Region) {
		f := inventory.Function{
			Name: name, ARN: fmt.Sprintf("arn:aws:lambda:%s:%s:function:%s", r.Name, Account, name),
			Config: inventory.Config{
				Runtime: "nodejs24.x", PackageType: "Zip", Architecture: "x86_64", MemoryMB: 512, TimeoutSec: 30,
				EphemeralMB: 512, CodeBytes: 1 << 20, LastModified: DaysAgo(400),
			},
		}
		for _, change := range changes {
			change(&f)
		}
		r.Functions = append(r.Functions, f)
	}
}

// Runtime sets the runtime.
func Runtime(id string) Fn { return func(f *inventory.Function) { f.Config.Runtime = id } }

// Image makes the function a container image.
func Image(f *inventory.Function) {
	f.Config.PackageType, f.Config.Runtime, f.Config.CodeBytes = "Image", "", 0
}

// ARM makes the function arm64.
func ARM(f *inventory.Function) { f.Config.Architecture = "arm64" }

// Memory sets the memory in MB.
func Memory(mb int) Fn { return func(f *inventory.Function) { f.Config.MemoryMB = mb } }

// Timeout sets the timeout in seconds.
func Timeout(seconds int) Fn { return func(f *inventory.Function) { f.Config.TimeoutSec = seconds } }

// Code sets the compressed size of the code in MiB.
func Code(mb float64) Fn {
	return func(f *inventory.Function) { f.Config.CodeBytes = int64(mb * (1 << 20)) }
}

// Layer adds a layer of a compressed size in MiB.
func Layer(mb float64) Fn {
	return func(f *inventory.Function) {
		f.Config.Layers = append(f.Config.Layers, inventory.Layer{ARN: "arn:aws:lambda:layer", Bytes: int64(mb * (1 << 20))})
	}
}

// Deployed sets the time of the last deployment of $LATEST.
func Deployed(at time.Time) Fn { return func(f *inventory.Function) { f.Config.LastModified = at } }

// SnapStart turns SnapStart on for $LATEST.
func SnapStart(f *inventory.Function) { f.Config.SnapStart = true }

// Managed puts the function on Lambda Managed Instances.
func Managed(f *inventory.Function) {
	f.CapacityARN = "arn:aws:lambda:us-east-1:" + Account + ":capacity-provider:pool"
}

// Version publishes a version: $LATEST as it is by now, with changes of its own.
func Version(number string, changes ...Fn) Fn {
	return func(f *inventory.Function) {
		version := inventory.Function{Config: f.Config}
		for _, change := range changes {
			change(&version)
		}
		f.Versions = append(f.Versions, inventory.Version{Number: number, Config: version.Config})
	}
}

// Aliases says which aliases a function has, as "live=2"; none for no arguments.
func Aliases(function string, nameIsVersion ...string) Part {
	aliases := []inventory.Alias{}
	for _, pair := range nameIsVersion {
		name, version, _ := strings.Cut(pair, "=")
		aliases = append(aliases, inventory.Alias{Name: name, Version: version})
	}
	return Has(inventory.AliasesKey(function), aliases)
}

// Provisioned says which provisioned-concurrency configurations a function has; none for no arguments.
func Provisioned(function string, configs ...inventory.Provisioned) Part {
	return Has(inventory.ProvisionedKey(function), slices.Concat([]inventory.Provisioned{}, configs))
}

// Ready is a provisioned-concurrency configuration of a level that was last changed some days ago.
func Ready(qualifier string, level int, changedDaysAgo float64) inventory.Provisioned {
	return inventory.Provisioned{
		Qualifier: qualifier, Requested: level, Allocated: level, Status: "READY", LastModified: DaysAgo(changedDaysAgo),
	}
}

// Policy says who may invoke a function or one of its qualifiers ("orders:live"): services by their name, anything else
// is a principal. Nobody for no arguments.
func Policy(label string, callers ...string) Part {
	function, qualifier, _ := strings.Cut(label, ":")
	policy := inventory.Policy{}
	for _, caller := range callers {
		g := inventory.Grant{Action: "lambda:InvokeFunction", Principal: caller}
		if strings.HasSuffix(caller, ".amazonaws.com") || strings.HasSuffix(caller, ".amazon.com") {
			g.Principal, g.Service = "", caller
		}
		policy.Grants = append(policy.Grants, g)
	}
	return Has(inventory.PolicyKey(function, qualifier), policy)
}

// URLs says on which qualifiers a function has URLs; "" is the function itself.
func URLs(function string, qualifiers ...string) Part {
	urls := []inventory.FunctionURL{}
	for _, q := range qualifiers {
		urls = append(urls, inventory.FunctionURL{Qualifier: q, AuthType: "AWS_IAM"})
	}
	return Has(inventory.URLsKey(function), urls)
}

// Mappings says that the region's event source mappings were read, and adds some.
func Mappings(mappings ...inventory.EventSourceMapping) Part {
	return Also(inventory.MappingsKey(), mappings...)
}

// Roles says that the callers with a role of their own were read: state machines, AppSync APIs and schedules. There are
// none but those that Also adds.
func Roles() Part {
	return Parts(Also(inventory.StateMachinesKey()), Also(inventory.AppSyncAPIsKey()), Also(inventory.SchedulesKey()))
}

// StateMachine adds a state machine that calls functions or qualifiers of them ("orders:live").
func StateMachine(name string, labels ...string) Part {
	arn := "arn:aws:states:us-east-1:" + Account + ":stateMachine:" + name
	return Parts(Also(inventory.StateMachinesKey(), inventory.Caller{ARN: arn, Name: name}), Has(inventory.StateMachineCallsKey(arn), callsTo(labels)))
}

// API adds an API of API Gateway, once, that calls functions or qualifiers of them, and waits.
func API(id string, labels ...string) Part {
	return func(r *inventory.Region) {
		known, _ := inventory.Read(r, inventory.APIsKey()).Get()
		if !slices.ContainsFunc(known, func(a inventory.API) bool { return a.ID == id }) {
			Also(inventory.APIsKey(), inventory.API{ID: id, Kind: "REST"})(r)
		}
		integrations := []inventory.Integration{}
		for _, target := range callsTo(labels).Targets {
			integrations = append(integrations, inventory.Integration{Function: target.Function, Qualifier: target.Qualifier, Account: Account, TimeoutMS: 29000})
		}
		Also(inventory.IntegrationsKey(id), integrations...)(r)
	}
}

// APIs says that the region's APIs were read: one, which calls somebody else, and those that API adds.
func APIs() Part { return API("elsewhere", "somebody-else") }

// AppSync adds an AppSync API that calls functions or qualifiers of them.
func AppSync(id string, labels ...string) Part {
	arn := "arn:aws:appsync:us-east-1:" + Account + ":apis/" + id
	return Parts(Also(inventory.AppSyncAPIsKey(), inventory.Caller{ARN: arn, Name: id}), Has(inventory.AppSyncCallsKey(id), callsTo(labels)))
}

func callsTo(labels []string) inventory.Calls {
	calls := inventory.Calls{}
	for _, label := range labels {
		function, qualifier, _ := strings.Cut(label, ":")
		calls.Targets = append(calls.Targets, inventory.RuleTarget{Function: function, Qualifier: qualifier})
	}
	return calls
}

// Mapping is an enabled event source mapping from a queue to a function or one of its qualifiers.
func Mapping(label string) inventory.EventSourceMapping {
	function, qualifier, _ := strings.Cut(label, ":")
	return inventory.EventSourceMapping{
		UUID: label, Function: function, Qualifier: qualifier, SourceARN: "arn:aws:sqs:us-east-1:" + Account + ":queue", State: "Enabled",
	}
}
