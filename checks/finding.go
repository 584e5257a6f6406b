package checks

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/computelint/computelint/internal/inventory"
)

// Finding is one thing wrong with one resource.
type Finding struct {
	Check       string     `json:"check"`
	Category    Category   `json:"category"`
	Severity    Severity   `json:"severity"`
	Confidence  Confidence `json:"confidence"`
	Resource    Resource   `json:"resource"`
	Message     string     `json:"message"` // one or two sentences with the fact first; hostile text, escape before rendering
	Evidence    []Evidence `json:"evidence"`
	Savings     *Savings   `json:"monthly_savings"`         // null: no money in it, or PriceGap says why there is no figure
	PriceGap    string     `json:"price_unknown,omitempty"` // why the saving has no figure
	Fix         Fix        `json:"fix"`
	Fingerprint string     `json:"fingerprint"` // of check and resource: the same finding has the same one every night
}

// Confidence says how a finding is known.
type Confidence string

// The confidences.
const (
	Measured Confidence = "measured" // every number was read
	Inferred Confidence = "inferred" // something relevant cannot be seen; the message says what
)

// Resource is what a finding is about.
type Resource struct {
	ARN       string            `json:"arn"`
	Type      string            `json:"type"` // CloudFormation's name, such as "AWS::Lambda::Function"
	Name      string            `json:"name"`
	Qualifier string            `json:"qualifier,omitempty"` // a function's alias or version, when the finding is about that
	Account   string            `json:"account"`
	Region    string            `json:"region"`
	Owner     string            `json:"owner,omitempty"` // who made it: "stack orders", "auto scaling group web"
	Tags      map[string]string `json:"tags,omitempty"`
}

// Label is the resource's name as people say it: "orders", "orders:live".
func (r Resource) Label() string { return inventory.Qualified(r.Name, r.Qualifier) }

// Evidence is one fact that a finding rests on.
type Evidence struct {
	Name      string            `json:"name"`             // a noun phrase: "longest run"
	Value     string            `json:"value"`            // for people: "312 s"
	Number    *float64          `json:"number,omitempty"` // the same as a number, in Unit
	Unit      string            `json:"unit,omitempty"`
	Threshold *float64          `json:"threshold,omitempty"` // the bound it was held against, in Unit
	Metric    string            `json:"metric,omitempty"`    // "AWS/Lambda Duration"
	Statistic string            `json:"statistic,omitempty"` // "Maximum by day"
	Window    string            `json:"window,omitempty"`    // "14 days"
	Observed  string            `json:"observed,omitempty"`  // "datapoints on 13 of 15 days"
	Series    *inventory.Series `json:"series,omitempty"`
}

// Savings is what fixing a finding saves a month at list price, as a range.
type Savings struct {
	LowUSD  float64  `json:"low_usd"`
	HighUSD float64  `json:"high_usd"`
	Basis   string   `json:"basis"`        // the arithmetic in words
	Price   string   `json:"price"`        // the list price used
	Source  string   `json:"price_source"` // where the price comes from
	AsOf    string   `json:"price_as_of"`  // date of the price
	Meters  []string `json:"meters"`       // the billed meters it reduces; two findings on one meter are not added up
	// CountedIn names the finding ("check on resource") whose saving on the same meter the total has instead of this one;
	// empty when this one is in the total. Hostile text.
	CountedIn string `json:"counted_in,omitempty"`
}

// Fix is the concrete change.
type Fix struct {
	Summary string     `json:"summary"`
	CLI     string     `json:"cli,omitempty"`        // a command line, every value quoted for a POSIX shell
	Edits   []Property `json:"properties,omitempty"` // the same as infrastructure-as-code properties
}

// Property is one property of a template to set.
type Property struct {
	Tool  string `json:"tool"`  // "cloudformation" or "terraform"
	Path  string `json:"path"`  // "AWS::Lambda::Function Timeout", "aws_lambda_function timeout"
	Value string `json:"value"` // empty: remove it
}

// fingerprint identifies a finding from one night to the next: never by text, price or time.
func fingerprint(check string, r Resource) string {
	sum := sha256.Sum256([]byte(check + "\n" + r.ARN))
	return hex.EncodeToString(sum[:16])
}
