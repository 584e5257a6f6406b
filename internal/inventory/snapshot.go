package inventory

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
)

// SnapshotVersion is the version of the snapshot format that this program writes and reads. In version 1 Auto Scaling groups
// were read on demand.
const SnapshotVersion = 2

// A snapshot is gzipped lines of JSON: a header, then for each region a region line followed by a line for each of its
// resources and facts, then an end line that counts the lines before it. A file that was cut has no end line.
type snapshotLine struct {
	Snapshot    *snapshotHeader   `json:"computelint_snapshot,omitempty"`
	Region      *snapshotRegion   `json:"region,omitempty"`
	Function    *Function         `json:"function,omitempty"`
	Cluster     *Cluster          `json:"cluster,omitempty"`
	Instance    *Instance         `json:"instance,omitempty"`
	Volume      *Volume           `json:"volume,omitempty"`
	Address     *Address          `json:"address,omitempty"`
	EBSSnapshot *Snapshot         `json:"ebs_snapshot,omitempty"`
	Group       *AutoScalingGroup `json:"auto_scaling_group,omitempty"`
	Want        *Want             `json:"want,omitempty"`
	Value       json.RawMessage   `json:"value,omitempty"` // the want's answer, or
	Gap         *Gap              `json:"gap,omitempty"`   // why there is none
	End         *int              `json:"end,omitempty"`
}

type snapshotHeader struct {
	Version   int       `json:"version"`
	Account   string    `json:"account"`
	Partition string    `json:"partition"`
	TakenAt   time.Time `json:"taken_at"`
	Synthetic bool      `json:"synthetic,omitempty"`
	Cost      RunCost   `json:"cost"`
	Notes     []Note    `json:"notes,omitempty"`
}

type snapshotRegion struct {
	Name   string          `json:"name"`
	Closed *Gap            `json:"closed,omitempty"`
	Gaps   map[Dataset]Gap `json:"gaps,omitempty"`
}

// WriteSnapshot writes the account as a snapshot. The same account gives the same bytes.
func WriteSnapshot(w io.Writer, a *Account) error {
	zip := gzip.NewWriter(w)
	enc := json.NewEncoder(zip)
	lines := 0
	put := func(l snapshotLine) error {
		lines++
		return enc.Encode(l)
	}
	err := put(snapshotLine{Snapshot: &snapshotHeader{SnapshotVersion, a.ID, a.Partition, a.TakenAt, a.Synthetic, a.Cost, a.Notes}})
	for _, r := range a.Regions {
		err = errors.Join(err, writeRegion(r, put))
	}
	n := lines
	return errors.Join(err, put(snapshotLine{End: &n}), zip.Close())
}

func writeRegion(r *Region, put func(snapshotLine) error) error {
	err := put(snapshotLine{Region: &snapshotRegion{r.Name, r.Closed, r.Gaps}})
	for i := range r.Functions {
		err = errors.Join(err, put(snapshotLine{Function: &r.Functions[i]}))
	}
	for i := range r.Clusters {
		err = errors.Join(err, put(snapshotLine{Cluster: &r.Clusters[i]}))
	}
	for i := range r.Instances {
		err = errors.Join(err, put(snapshotLine{Instance: &r.Instances[i]}))
	}
	for i := range r.Volumes {
		err = errors.Join(err, put(snapshotLine{Volume: &r.Volumes[i]}))
	}
	for i := range r.Addresses {
		err = errors.Join(err, put(snapshotLine{Address: &r.Addresses[i]}))
	}
	for i := range r.Snapshots {
		err = errors.Join(err, put(snapshotLine{EBSSnapshot: &r.Snapshots[i]}))
	}
	for i := range r.Groups {
		err = errors.Join(err, put(snapshotLine{Group: &r.Groups[i]}))
	}
	wants := r.Wants()
	slices.SortFunc(wants, CompareWants)
	for _, want := range wants {
		line := snapshotLine{Want: &want}
		switch f := r.facts[want].(type) {
		case Gap:
			line.Gap = &f
		case interface{ raw() (any, bool) }:
			v, _ := f.raw()
			data, e := json.Marshal(v)
			err = errors.Join(err, e)
			line.Value = data
		}
		err = errors.Join(err, put(line))
	}
	return err
}

// raw gives the value without its type, for encoding.
func (f Fact[T]) raw() (any, bool) { return f.value, f.known }

// CompareWants orders wants, for output that is the same every time.
func CompareWants(a, b Want) int {
	return cmp.Or(
		cmp.Compare(a.Dataset, b.Dataset), cmp.Compare(a.Subject, b.Subject),
		cmp.Compare(a.Series.Namespace, b.Series.Namespace), cmp.Compare(a.Series.Metric, b.Series.Metric),
		cmp.Compare(a.Series.Dimensions, b.Series.Dimensions), cmp.Compare(a.Series.Stat, b.Series.Stat),
		cmp.Compare(a.Series.Period, b.Series.Period), cmp.Compare(a.Series.Days, b.Series.Days),
	)
}

// ReadSnapshot reads a snapshot, gzipped or plain. An error names the line.
func ReadSnapshot(r io.Reader) (*Account, error) {
	buffered := bufio.NewReader(r)
	if magic, _ := buffered.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		zip, err := gzip.NewReader(buffered)
		if err != nil {
			return nil, fmt.Errorf("the gzip header is damaged: %w", err)
		}
		buffered = bufio.NewReader(zip)
	}
	d := snapshotReader{dec: json.NewDecoder(buffered)}
	for {
		var line snapshotLine
		err := d.dec.Decode(&line)
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("it ends after record %d without its end record: the file was cut short", d.lines)
		}
		if err == nil {
			err = d.take(line)
		}
		if err != nil {
			return nil, fmt.Errorf("record %d: %w", d.lines+1, err)
		}
		if line.End != nil {
			return d.account, d.atEnd(buffered)
		}
		d.lines++
	}
}

// atEnd reads to the end of the file, which is where gzip's checksum is compared, and refuses anything but white space.
func (d *snapshotReader) atEnd(file io.Reader) error {
	rest, err := io.ReadAll(io.MultiReader(d.dec.Buffered(), file))
	if err != nil {
		return fmt.Errorf("the file is damaged: %w", err)
	}
	if len(bytes.TrimSpace(rest)) > 0 {
		return errors.New("there is something after the end record")
	}
	return nil
}

type snapshotReader struct {
	dec     *json.Decoder
	account *Account
	region  *Region
	lines   int
}

func (d *snapshotReader) take(l snapshotLine) error {
	switch {
	case l.Snapshot != nil:
		if d.account != nil {
			return errors.New("a second header")
		}
		h := l.Snapshot
		if h.Version != SnapshotVersion {
			return fmt.Errorf("snapshot version %d; this computelint reads version %d: take the snapshot anew", h.Version, SnapshotVersion)
		}
		if h.Account == "" || h.TakenAt.IsZero() {
			return errors.New("the header names no account or no time")
		}
		d.account = &Account{ID: h.Account, Partition: h.Partition, TakenAt: h.TakenAt, Synthetic: h.Synthetic, Cost: h.Cost, Notes: h.Notes}
	case d.account == nil:
		return errors.New("not a computelint snapshot: the header is missing")
	case l.Region != nil:
		d.region = &Region{Name: l.Region.Name, Closed: l.Region.Closed, Gaps: l.Region.Gaps}
		d.account.Regions = append(d.account.Regions, d.region)
	case l.End != nil:
		if *l.End != d.lines {
			return fmt.Errorf("the end record counts %d records, but %d came before it", *l.End, d.lines)
		}
	case d.region == nil:
		return errors.New("a resource before any region")
	case l.Function != nil:
		d.region.Functions = append(d.region.Functions, *l.Function)
	case l.Cluster != nil:
		d.region.Clusters = append(d.region.Clusters, *l.Cluster)
	case l.Instance != nil:
		d.region.Instances = append(d.region.Instances, *l.Instance)
	case l.Volume != nil:
		d.region.Volumes = append(d.region.Volumes, *l.Volume)
	case l.Address != nil:
		d.region.Addresses = append(d.region.Addresses, *l.Address)
	case l.EBSSnapshot != nil:
		d.region.Snapshots = append(d.region.Snapshots, *l.EBSSnapshot)
	case l.Group != nil:
		d.region.Groups = append(d.region.Groups, *l.Group)
	case l.Want != nil && l.Gap != nil:
		d.region.Miss(*l.Want, *l.Gap)
	case l.Want != nil:
		return decodeFact(d.region, *l.Want, l.Value)
	default:
		return errors.New("an empty or unknown record")
	}
	return nil
}

var factDecoders = map[Dataset]func(*Region, Want, json.RawMessage) error{
	LambdaSettings:        decodeAs[AccountSettings],
	LambdaMappings:        decodeAs[[]EventSourceMapping],
	LambdaAliases:         decodeAs[[]Alias],
	LambdaProvisioned:     decodeAs[[]Provisioned],
	LambdaPolicies:        decodeAs[Policy],
	LambdaURLs:            decodeAs[[]FunctionURL],
	LambdaReserved:        decodeAs[Reserved],
	ECSTaskDefinitions:    decodeAs[TaskDefinition],
	ECSTasks:              decodeAs[[]Task],
	ECSContainerInstances: decodeAs[[]ContainerInstance],
	EC2InstanceTypes:      decodeAs[InstanceType],
	EC2Offerings:          decodeAs[Offering],
	EC2Credits:            decodeAs[CreditSpecification],
	EC2Images:             decodeAs[AMI],
	EC2OwnImages:          decodeAs[[]AMI],
	EC2ImageFamilies:      decodeAs[AMI],
	EC2LaunchTemplates:    decodeAs[LaunchTemplateData],
	EC2Reservations:       decodeAs[[]Reservation],
	SavingsPlans:          decodeAs[[]SavingsPlan],
	GroupPolicies:         decodeAs[[]GroupPolicy],
	GroupActions:          decodeAs[[]GroupAction],
	LoadBalancers:         decodeAs[[]LoadBalancer],
	BackendGroups:         decodeAs[[]BackendGroup],
	BackendTargets:        decodeAs[[]BackendHealth],
	ECSCapacityProviders:  decodeAs[[]ECSCapacityProvider],
	ECSAccountSettings:    decodeAs[ECSSettings],
	ECSStoppedTasks:       decodeAs[[]Task],
	ECRReferences:         decodeAs[ContainerImage],
	LambdaInvokeConfigs:   decodeAs[[]InvokeConfig],
	LambdaRecursion:       decodeAs[Recursion],
	LambdaProviders:       decodeAs[[]CapacityProvider],
	LambdaEnvironments:    decodeAs[EnvironmentLimits],
	LambdaLayers:          decodeAs[LayerVersions],
	APIs:                  decodeAs[[]API],
	APIIntegrations:       decodeAs[[]Integration],
	TargetGroups:          decodeAs[[]TargetGroup],
	EventRules:            decodeAs[[]Rule],
	EventTargets:          decodeAs[[]RuleTarget],
	Schedules:             decodeAs[[]Schedule],
	ScheduleExpressions:   decodeAs[ScheduleExpression],
	SQSQueues:             decodeAs[Queue],
	KinesisStreams:        decodeAs[Stream],
	StateMachines:         decodeAs[[]Caller],
	StateMachineCalls:     decodeAs[Calls],
	AppSyncAPIs:           decodeAs[[]Caller],
	AppSyncCalls:          decodeAs[Calls],
	ScalingSettings:       decodeAs[Scaling],
	ScalingActivities:     decodeAs[[]ScalingActivity],
	Alarms:                decodeAs[Alarm],
	LogGroups:             decodeAs[LogGroup],
	LogReports:            decodeAs[Reports],
	OptimizerFunctions:    decodeAs[[]Recommendation],
	Subnets:               decodeAs[Subnet],
	ECRImages:             decodeAs[Image],
	ResourceTags:          decodeAs[map[string]string],
	MetricNames:           decodeAs[[]Dimensions],
	MetricSeries:          decodeSeries,
}

func decodeFact(r *Region, w Want, data json.RawMessage) error {
	decode, ok := factDecoders[w.Dataset]
	if !ok {
		return fmt.Errorf("unknown dataset %q", w.Dataset)
	}
	if len(data) == 0 {
		return fmt.Errorf("dataset %q: neither a value nor a gap", w.Dataset)
	}
	return decode(r, w, data)
}

func decodeAs[T any](r *Region, w Want, data json.RawMessage) error {
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		return fmt.Errorf("dataset %q of %q: %w", w.Dataset, w.Subject, err)
	}
	r.set(w, Known(v))
	return nil
}

// decodeSeries is decodeAs without looking at the datapoints once more: the record as a whole was seen to be JSON.
func decodeSeries(r *Region, w Want, data json.RawMessage) error {
	var s Series
	if err := s.UnmarshalJSON(data); err != nil {
		return fmt.Errorf("dataset %q of %q: %w", w.Dataset, w.Series.Metric, err)
	}
	r.set(w, Known(s))
	return nil
}
