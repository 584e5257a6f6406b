package inventory

import (
	"bytes"
	"compress/gzip"
	"io"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// fill sets every exported field, at any depth, to something that is not zero.
func fill(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Date(2026, 1, 1, 0, *n, 0, 0, time.UTC)))
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i), n)
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), n)
		fill(v.Index(1), n)
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, n)
		fill(value, n)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.String:
		v.SetString("<" + strings.Repeat("é", *n%5) + `"\n&>`)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n) * 1e9) // a whole number of seconds, where it is a duration
	case reflect.Float32, reflect.Float64:
		v.SetFloat(float64(*n) / 4)
	default:
		panic("a kind that the test does not know: " + v.Type().String())
	}
}

func filled[T any]() T {
	var v T
	n := 0
	fill(reflect.ValueOf(&v).Elem(), &n)
	return v
}

// The value of each kind of fact, under its key.
var everyFact = map[Dataset]func(*Region){
	LambdaSettings:        func(r *Region) { Put(r, SettingsKey(), filled[AccountSettings]()) },
	LambdaMappings:        func(r *Region) { Put(r, MappingsKey(), filled[[]EventSourceMapping]()) },
	LambdaAliases:         func(r *Region) { Put(r, AliasesKey("f"), filled[[]Alias]()) },
	LambdaProvisioned:     func(r *Region) { Put(r, ProvisionedKey("f"), filled[[]Provisioned]()) },
	LambdaInvokeConfigs:   func(r *Region) { Put(r, InvokeConfigsKey("f"), filled[[]InvokeConfig]()) },
	LambdaRecursion:       func(r *Region) { Put(r, RecursionKey("f"), filled[Recursion]()) },
	LambdaProviders:       func(r *Region) { Put(r, ProvidersKey(), filled[[]CapacityProvider]()) },
	LambdaEnvironments:    func(r *Region) { Put(r, EnvironmentsKey("f", "1"), filled[EnvironmentLimits]()) },
	LambdaLayers:          func(r *Region) { Put(r, LayerKey("l"), filled[LayerVersions]()) },
	APIs:                  func(r *Region) { Put(r, APIsKey(), filled[[]API]()) },
	APIIntegrations:       func(r *Region) { Put(r, IntegrationsKey("a"), filled[[]Integration]()) },
	TargetGroups:          func(r *Region) { Put(r, TargetGroupsKey(), filled[[]TargetGroup]()) },
	EventRules:            func(r *Region) { Put(r, RulesKey(), filled[[]Rule]()) },
	EventTargets:          func(r *Region) { Put(r, RuleTargetsKey("r"), filled[[]RuleTarget]()) },
	Schedules:             func(r *Region) { Put(r, SchedulesKey(), filled[[]Schedule]()) },
	ScheduleExpressions:   func(r *Region) { Put(r, ExpressionKey("g", "n"), filled[ScheduleExpression]()) },
	SQSQueues:             func(r *Region) { Put(r, QueueKey("q"), filled[Queue]()) },
	KinesisStreams:        func(r *Region) { Put(r, StreamKey("s"), filled[Stream]()) },
	StateMachines:         func(r *Region) { Put(r, StateMachinesKey(), filled[[]Caller]()) },
	StateMachineCalls:     func(r *Region) { Put(r, StateMachineCallsKey("m"), filled[Calls]()) },
	AppSyncAPIs:           func(r *Region) { Put(r, AppSyncAPIsKey(), filled[[]Caller]()) },
	AppSyncCalls:          func(r *Region) { Put(r, AppSyncCallsKey("a"), filled[Calls]()) },
	ScalingSettings:       func(r *Region) { Put(r, ScalingKey("lambda"), filled[Scaling]()) },
	ScalingActivities:     func(r *Region) { Put(r, ActivitiesKey("function:f:live"), filled[[]ScalingActivity]()) },
	Alarms:                func(r *Region) { Put(r, AlarmKey("a"), filled[Alarm]()) },
	LogGroups:             func(r *Region) { Put(r, LogGroupKey("/aws/lambda/f"), filled[LogGroup]()) },
	LogReports:            func(r *Region) { Put(r, ReportsKey("f"), filled[Reports]()) },
	OptimizerFunctions:    func(r *Region) { Put(r, OptimizerKey(), filled[[]Recommendation]()) },
	Subnets:               func(r *Region) { Put(r, SubnetKey("subnet-1"), filled[Subnet]()) },
	ECRImages:             func(r *Region) { Put(r, ImageKey("sha256:1"), filled[Image]()) },
	LambdaPolicies:        func(r *Region) { Put(r, PolicyKey("f", "live"), filled[Policy]()) },
	LambdaURLs:            func(r *Region) { Put(r, URLsKey("f"), filled[[]FunctionURL]()) },
	LambdaReserved:        func(r *Region) { Put(r, ReservedKey("f"), filled[Reserved]()) },
	ECSTaskDefinitions:    func(r *Region) { Put(r, TaskDefinitionKey("arn"), filled[TaskDefinition]()) },
	ECSTasks:              func(r *Region) { Put(r, TasksKey("arn"), filled[[]Task]()) },
	ECSContainerInstances: func(r *Region) { Put(r, ContainerInstancesKey("arn"), filled[[]ContainerInstance]()) },
	EC2InstanceTypes:      func(r *Region) { Put(r, InstanceTypeKey("m5.large"), filled[InstanceType]()) },
	EC2Offerings:          func(r *Region) { Put(r, OfferingKey("m5.large"), filled[Offering]()) },
	EC2Credits:            func(r *Region) { Put(r, CreditsKey("i-1"), filled[CreditSpecification]()) },
	EC2Images:             func(r *Region) { Put(r, AMIKey("ami-1"), filled[AMI]()) },
	EC2OwnImages:          func(r *Region) { Put(r, OwnAMIsKey(), filled[[]AMI]()) },
	EC2ImageFamilies:      func(r *Region) { Put(r, NewestAMIKey("amazon", "al2023-*"), filled[AMI]()) },
	EC2LaunchTemplates:    func(r *Region) { Put(r, LaunchTemplateKey("lt-1", "3"), filled[LaunchTemplateData]()) },
	EC2Reservations:       func(r *Region) { Put(r, ReservationsKey(), filled[[]Reservation]()) },
	SavingsPlans:          func(r *Region) { Put(r, SavingsPlansKey(), filled[[]SavingsPlan]()) },
	GroupPolicies:         func(r *Region) { Put(r, GroupPoliciesKey(), filled[[]GroupPolicy]()) },
	GroupActions:          func(r *Region) { Put(r, GroupActionsKey(), filled[[]GroupAction]()) },
	LoadBalancers:         func(r *Region) { Put(r, LoadBalancersKey(), filled[[]LoadBalancer]()) },
	BackendGroups:         func(r *Region) { Put(r, BackendGroupsKey(), filled[[]BackendGroup]()) },
	BackendTargets:        func(r *Region) { Put(r, BackendHealthKey("arn"), filled[[]BackendHealth]()) },
	ECSCapacityProviders:  func(r *Region) { Put(r, ECSProvidersKey(), filled[[]ECSCapacityProvider]()) },
	ECSAccountSettings:    func(r *Region) { Put(r, ECSSettingsKey(), filled[ECSSettings]()) },
	ECSStoppedTasks:       func(r *Region) { Put(r, StoppedTasksKey("arn"), filled[[]Task]()) },
	ECRReferences:         func(r *Region) { Put(r, ContainerImageKey("r"), filled[ContainerImage]()) },
	ResourceTags:          func(r *Region) { Put(r, TagsKey("env"), filled[map[string]string]()) },
	MetricNames:           func(r *Region) { Put(r, MetricNamesKey("AWS/Lambda", "Errors"), filled[[]Dimensions]()) },
	MetricSeries:          func(r *Region) { Put(r, SeriesKey(filled[SeriesQuery]()), filled[Series]()) },
}

func everything() *Account {
	r := &Region{
		Name: "eu-west-1", Gaps: filled[map[Dataset]Gap](),
		Functions: filled[[]Function](), Clusters: filled[[]Cluster](), Instances: filled[[]Instance](),
		Volumes: filled[[]Volume](), Addresses: filled[[]Address](), Snapshots: filled[[]Snapshot](), Groups: filled[[]AutoScalingGroup](),
	}
	for _, put := range everyFact {
		put(r)
	}
	gap := filled[Gap]()
	r.Miss(SettingsKey().Want(), gap) // a gap among the facts
	closed := filled[Gap]()
	empty := &Region{Name: "eu-west-3"}
	Put(empty, SettingsKey(), filled[AccountSettings]())
	Put(empty, PolicyKey("f", ""), Policy{})
	Put(empty, AliasesKey("f"), []Alias{})
	return &Account{
		ID: "123456789012", Partition: "aws", TakenAt: at(23), Synthetic: true, Cost: filled[RunCost](), Notes: filled[[]Note](),
		Regions: []*Region{r, {Name: "eu-west-2", Closed: &closed}, empty},
	}
}

func written(t testing.TB, a *Account) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := WriteSnapshot(&out, a); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func plain(t testing.TB, snapshot []byte) []byte {
	t.Helper()
	zip, err := gzip.NewReader(bytes.NewReader(snapshot))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(zip)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestEveryFactHasADecoder(t *testing.T) {
	known, tested := slices.Sorted(maps.Keys(factDecoders)), slices.Sorted(maps.Keys(everyFact))
	if !slices.Equal(known, tested) {
		t.Errorf("decoders of %v, tests of %v", known, tested)
	}
}

func TestSnapshotKeepsEverything(t *testing.T) {
	a := everything()
	first := written(t, a)
	for _, form := range [][]byte{first, plain(t, first)} {
		back, err := ReadSnapshot(bytes.NewReader(form))
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(a, back) {
			t.Errorf("before %+v\nafter  %+v", a, back)
		}
		for i, r := range a.Regions {
			if !reflect.DeepEqual(r, back.Regions[i]) {
				t.Errorf("region %s before %+v\nafter  %+v", r.Name, r, back.Regions[i])
			}
		}
		if again := written(t, back); !bytes.Equal(first, again) {
			t.Errorf("written again, the bytes differ")
		}
	}
}

func TestSnapshotKeepsMissingDatapoints(t *testing.T) {
	r := &Region{Name: "r"}
	key := SeriesKey(SeriesQuery{Metric: "m", Period: 300, Days: 1})
	Put(r, key, Series{Start: at(1), Period: 5 * time.Minute, Values: []float32{1, float32(math.NaN()), 0}})
	back, err := ReadSnapshot(bytes.NewReader(written(t, &Account{ID: "111122223333", TakenAt: at(2), Regions: []*Region{r}})))
	if err != nil {
		t.Fatal(err)
	}
	s, known := Read(back.Regions[0], key).Get()
	if !known || len(s.Values) != 3 || s.Values[0] != 1 || !math.IsNaN(float64(s.Values[1])) || s.Values[2] != 0 {
		t.Errorf("got %+v, %v", s, known)
	}
}

// Wherever a file is cut, that is said; never is a part taken for the whole.
func TestCutSnapshots(t *testing.T) {
	whole := written(t, everything())
	text := plain(t, whole)
	for _, form := range [][]byte{whole, text} {
		end := bytes.LastIndex(form, []byte("{")) // of a plain file, the last record may lack its line break
		if form[0] == 0x1f {
			end = len(form) - 40
		}
		for n := 0; n < end; n += 1 + n/400 {
			if _, err := ReadSnapshot(bytes.NewReader(form[:n])); err == nil {
				t.Fatalf("the first %d of %d bytes pass for a snapshot", n, len(form))
			}
		}
	}
	lines := slices.Collect(bytes.Lines(text))
	for i := range lines {
		var without bytes.Buffer
		for j, line := range lines {
			if j != i {
				without.Write(line)
			}
		}
		if _, err := ReadSnapshot(&without); err == nil {
			t.Errorf("without line %d it passes for a snapshot: %s", i+1, lines[i])
		}
	}
}

func TestBrokenSnapshots(t *testing.T) {
	const header = `{"computelint_snapshot":{"version":2,"account":"1","partition":"aws","taken_at":"2026-11-23T06:00:00Z","cost":{}}}`
	const inRegion = header + `{"region":{"name":"r"}}`
	for text, want := range map[string]string{
		"":                                       "it ends after record 0 without its end record",
		header:                                   "it ends after record 1 without its end record: the file was cut short",
		"\x1f\x8b":                               "the gzip header is damaged",
		"hello":                                  "record 1: invalid character",
		"[]":                                     "record 1: json",
		`{}`:                                     "record 1: not a computelint snapshot: the header is missing",
		`{"end":0}`:                              "record 1: not a computelint snapshot",
		header + `{}`:                            "record 2: a resource before any region",
		`{"computelint_snapshot":{"version":1}}`: "record 1: snapshot version 1; this computelint reads version 2: take the snapshot anew",
		`{"computelint_snapshot":{"version":3}}`: "snapshot version 3",
		header + header:                          "record 2: a second header",
		header + `{"end":7}`:                     "the end record counts 7 records, but 1 came before it",
		header + `{"function":{"name":"f"}}`:     "record 2: a resource before any region",
		inRegion + `{}`:                          "record 3: an empty or unknown record",
		inRegion + `{"want":{"dataset":"lambda:horoscope"},"value":1}`:                                        `unknown dataset "lambda:horoscope"`,
		inRegion + `{"want":{"dataset":"lambda:aliases","subject":"f"}}`:                                      `dataset "lambda:aliases": neither a value nor a gap`,
		inRegion + `{"want":{"dataset":"lambda:aliases","subject":"f"},"value":{}}`:                           `dataset "lambda:aliases" of "f": json`,
		inRegion + `{"want":{"dataset":"cloudwatch:series"},"value":{"period_seconds":0}}`:                    "period_seconds is 0",
		inRegion + `{"function":{"name":"f"}}{"end":2}`:                                                       "the end record counts 2 records, but 3 came before it",
		strings.Replace(header, `"2026-11-23T06:00:00Z"`, `"yesterday"`, 1):                                   "record 1: parsing time",
		inRegion + `{"want":{"dataset":"lambda:reserved-concurrency"},"value":{"set":true,"executions":1.5}}`: "record 3: ",
		inRegion + `{"instance":{"id":"i-1","launch_time":12}}`:                                               "record 3: ",
	} {
		a, err := ReadSnapshot(strings.NewReader(text))
		if err == nil || !strings.Contains(err.Error(), want) || a != nil {
			t.Errorf("%q: got %+v, %v; want %q", text, a, err, want)
		}
	}
	if _, err := ReadSnapshot(strings.NewReader(header + `{"end":1}`)); err != nil {
		t.Errorf("an account without regions: %v", err)
	}
}

// broken is a writer that fails after some bytes.
type broken struct{ left int }

func (b *broken) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

func TestWritingToAFullDisk(t *testing.T) {
	size := len(written(t, everything()))
	for n := 0; n < size; n += 11 {
		if err := WriteSnapshot(&broken{n}, everything()); err == nil {
			t.Fatalf("%d of %d bytes were written, and no error", n, size)
		}
	}
}

func TestCompareWants(t *testing.T) {
	sorted := []Want{
		{}, {Subject: "a"}, {Dataset: "a"}, {Dataset: "a", Subject: "a"}, {Dataset: "b"},
		{Dataset: "b", Series: SeriesQuery{Days: 1}}, {Dataset: "b", Series: SeriesQuery{Period: 1}}, {Dataset: "b", Series: SeriesQuery{Stat: "a"}},
		{Dataset: "b", Series: SeriesQuery{Dimensions: "a"}}, {Dataset: "b", Series: SeriesQuery{Metric: "a"}}, {Dataset: "b", Series: SeriesQuery{Namespace: "a"}},
	}
	for i, a := range sorted {
		for j, b := range sorted {
			got := CompareWants(a, b)
			if (got < 0) != (i < j) || (got == 0) != (i == j) {
				t.Errorf("%+v against %+v is %d", a, b, got)
			}
		}
	}
}

// Whatever is read without an error can be written, and read again as the same.
func FuzzReadSnapshot(f *testing.F) {
	whole := written(f, everything())
	f.Add(whole)
	f.Add(plain(f, whole))
	f.Add(plain(f, whole)[:200])
	f.Add([]byte(`{"computelint_snapshot":{"version":2,"taken_at":"2026-11-23T06:00:00Z"}}{"region":{"name":"r","gaps":{"x":{}}}}` +
		`{"want":{"dataset":"cloudwatch:series"},"value":{"period_seconds":60,"values":[null,1]}}{"want":{"dataset":"lambda:aliases"},"gap":{}}{"end":4}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := ReadSnapshot(bytes.NewReader(data))
		if err != nil {
			return
		}
		var first bytes.Buffer
		if err := WriteSnapshot(&first, a); err != nil {
			t.Fatalf("read, but not writable: %v", err)
		}
		back, err := ReadSnapshot(bytes.NewReader(first.Bytes()))
		if err != nil {
			t.Fatalf("written, but not readable: %v", err)
		}
		if second := written(t, back); !bytes.Equal(first.Bytes(), second) {
			t.Fatalf("before %s\nafter  %s", plain(t, first.Bytes()), plain(t, second))
		}
	})
}

// No bit of a snapshot can flip unseen, and nothing may follow its end.
func TestDamagedSnapshotsAreRefused(t *testing.T) {
	var b bytes.Buffer
	if err := WriteSnapshot(&b, &Account{ID: "111122223333", TakenAt: at(1), Regions: []*Region{{Name: "eu-west-1"}}}); err != nil {
		t.Fatal(err)
	}
	whole := b.Bytes()
	for i := range whole {
		if i >= 3 && i < 10 {
			continue // gzip's header holds a time and the system's name, which say nothing
		}
		damaged := bytes.Clone(whole)
		damaged[i] ^= 0x10
		if a, err := ReadSnapshot(bytes.NewReader(damaged)); err == nil && a.ID != "111122223333" {
			t.Errorf("a flipped bit in byte %d went unseen", i)
		}
	}
	for n := range whole {
		if _, err := ReadSnapshot(bytes.NewReader(whole[:n])); err == nil {
			t.Errorf("the first %d of %d bytes were taken for a snapshot", n, len(whole))
		}
	}
	if _, err := ReadSnapshot(bytes.NewReader(append(bytes.Clone(whole), whole...))); err == nil {
		t.Error("two snapshots in one file were taken for one")
	}
}
