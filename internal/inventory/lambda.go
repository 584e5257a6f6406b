package inventory

import "time"

// Function is one Lambda function: the configuration of $LATEST and of its published versions.
type Function struct {
	Name        string    `json:"name"`
	ARN         string    `json:"arn"` // without a qualifier
	Config      Config    `json:"config"`
	EnvNames    []string  `json:"env_names,omitempty"` // names of environment variables; values are never read
	InVPC       bool      `json:"in_vpc,omitempty"`
	Subnets     []string  `json:"subnets,omitempty"` // ids, of a function in a VPC
	HasEFS      bool      `json:"has_efs,omitempty"`
	MasterARN   string    `json:"master_arn,omitempty"`        // of a Lambda@Edge replica
	CapacityARN string    `json:"capacity_provider,omitempty"` // set for functions on Lambda Managed Instances
	Durable     bool      `json:"durable,omitempty"`
	LogGroup    string    `json:"log_group,omitempty"`        // LoggingConfig.LogGroup; empty when AWS did not say
	LogFormat   string    `json:"log_format,omitempty"`       // "Text" or "JSON"
	SystemLog   string    `json:"system_log_level,omitempty"` // for JSON: "DEBUG", "INFO" or "WARN", which leaves out the report lines
	Versions    []Version `json:"versions,omitempty"`         // published versions, oldest first
}

// Config is what $LATEST and every published version each have of their own. An unknown enum value passes through.
type Config struct {
	Runtime      string    `json:"runtime,omitempty"` // identifier or ARN; empty for container images
	PackageType  string    `json:"package_type"`      // "Zip" or "Image"
	Architecture string    `json:"architecture"`      // "x86_64" or "arm64"
	MemoryMB     int       `json:"memory_mb"`
	TimeoutSec   int       `json:"timeout_seconds"`
	EphemeralMB  int       `json:"ephemeral_mb"`
	CodeBytes    int64     `json:"code_bytes"` // compressed; 0 for images, whose size is in ECR
	Layers       []Layer   `json:"layers,omitempty"`
	SnapStart    bool      `json:"snap_start,omitempty"`   // applied to published versions
	DeadLetter   string    `json:"dead_letter,omitempty"`  // the ARN of the dead-letter queue or topic of asynchronous invocations
	CodeSHA256   string    `json:"code_sha256,omitempty"`  // of a container image its digest, without "sha256:"
	LastModified time.Time `json:"last_modified,omitzero"` // the last deployment, not the creation; zero when AWS gave none
}

// Layer is one layer of a function.
type Layer struct {
	ARN   string `json:"arn"`
	Bytes int64  `json:"bytes"` // compressed
}

// Version is one published version.
type Version struct {
	Number string `json:"number"`
	Config Config `json:"config"`
}

// Image tells whether the function is a container image, whose runtime and size Lambda does not know.
func (c Config) Image() bool { return c.PackageType == "Image" }

// PackageBytes is the compressed size of the code and its layers together.
func (c Config) PackageBytes() int64 {
	n := c.CodeBytes
	for _, l := range c.Layers {
		n += l.Bytes
	}
	return n
}

// OldestChange is the oldest deployment still on record: the function is at least that old. Zero when there is none.
func (f *Function) OldestChange() time.Time {
	oldest := f.Config.LastModified
	for _, v := range f.Versions {
		if t := v.Config.LastModified; !t.IsZero() && (oldest.IsZero() || t.Before(oldest)) {
			oldest = t
		}
	}
	return oldest
}

// AccountSettings are a region's Lambda limits and use.
type AccountSettings struct {
	ConcurrentExecutions int   `json:"concurrent_executions"` // the account's limit in the region
	Unreserved           int   `json:"unreserved"`            // what reservations leave of it
	CodeBytes            int64 `json:"code_bytes"`            // code stored
	CodeBytesLimit       int64 `json:"code_bytes_limit"`
	Functions            int64 `json:"functions"`
}

// EventSourceMapping is one poller that invokes a function.
type EventSourceMapping struct {
	UUID         string    `json:"uuid"`
	Function     string    `json:"function"`             // the function's name
	Qualifier    string    `json:"qualifier,omitempty"`  // alias or version it invokes; empty for the function itself
	SourceARN    string    `json:"source_arn,omitempty"` // empty for self-managed Kafka
	State        string    `json:"state"`
	StateReason  string    `json:"state_reason,omitempty"`
	LastResult   string    `json:"last_result,omitempty"` // LastProcessingResult: "OK", "No records processed", "PROBLEM: …"; hostile text
	LastModified time.Time `json:"last_modified,omitzero"`
	BatchSize    int       `json:"batch_size,omitempty"`
	BatchWindow  int       `json:"batch_window_seconds,omitempty"`
	// MaxConcurrency caps the invocations that an SQS mapping makes at once; 0: not capped.
	MaxConcurrency int `json:"max_concurrency,omitempty"`
	// PartialFailures says that the function reports which items of a batch failed (ReportBatchItemFailures).
	PartialFailures bool   `json:"partial_failures,omitempty"`
	OnFailure       string `json:"on_failure,omitempty"`  // the ARN that records are sent to when they fail for good
	MaxRetries      *int   `json:"max_retries,omitempty"` // of a stream; -1: until the record expires; nil when AWS did not say
	MaxRecordAge    *int   `json:"max_record_age_seconds,omitempty"`
	Bisect          bool   `json:"bisect,omitempty"` // a failing batch is split in two
	Parallel        int    `json:"parallelization,omitempty"`
	Filtered        bool   `json:"filtered,omitempty"`    // only some of the records invoke the function
	MinPollers      int    `json:"min_pollers,omitempty"` // provisioned event pollers, which are billed; 0: none
	MaxPollers      int    `json:"max_pollers,omitempty"`
}

// Alias is one alias of a function.
type Alias struct {
	Name    string             `json:"name"`
	Version string             `json:"version"`
	Routing map[string]float64 `json:"routing,omitempty"` // weights of a second version
}

// Provisioned is one provisioned-concurrency configuration.
type Provisioned struct {
	Qualifier    string    `json:"qualifier"` // the alias or version it is on
	Requested    int       `json:"requested"`
	Allocated    int       `json:"allocated"`
	Status       string    `json:"status"`
	LastModified time.Time `json:"last_modified,omitzero"` // zero when AWS gave none, or none that could be read
}

// Policy is who may invoke one qualifier of a function, reduced to what the trigger graph needs.
type Policy struct {
	Grants []Grant `json:"grants,omitempty"` // empty: there is no policy
}

// Grant is one statement of a resource policy that allows invoking.
type Grant struct {
	Service   string `json:"service,omitempty"`    // "apigateway.amazonaws.com"
	Principal string `json:"principal,omitempty"`  // an account, a role or "*", when it is no service
	SourceARN string `json:"source_arn,omitempty"` // from the condition
	Action    string `json:"action"`
}

// FunctionURL is one function URL.
type FunctionURL struct {
	Qualifier string `json:"qualifier,omitempty"` // empty for the function itself
	AuthType  string `json:"auth_type"`           // "NONE" or "AWS_IAM"
}

// Reserved is a function's reserved concurrency.
type Reserved struct {
	Set        bool `json:"set"` // false: it draws on the account's pool
	Executions int  `json:"executions"`
}

// InvokeConfig is what happens to asynchronous invocations of one qualifier that fail.
type InvokeConfig struct {
	Qualifier  string `json:"qualifier,omitempty"` // empty for the function itself
	MaxRetries *int   `json:"max_retries,omitempty"`
	MaxAgeSec  *int   `json:"max_age_seconds,omitempty"`
	OnFailure  string `json:"on_failure,omitempty"` // ARN
	OnSuccess  string `json:"on_success,omitempty"` // ARN
}

// Recursion is a function's setting for recursive loops.
type Recursion struct {
	Allowed bool `json:"allowed"` // Lambda does not stop a loop
}

// CapacityProvider is one capacity provider of Lambda Managed Instances.
type CapacityProvider struct {
	ARN           string   `json:"arn"`
	State         string   `json:"state"`
	MaxVCPUs      int      `json:"max_vcpus,omitempty"`
	InstanceTypes []string `json:"instance_types,omitempty"` // allowed ones; empty when Lambda chooses
	Architectures []string `json:"architectures,omitempty"`
}

// EnvironmentLimits are the fewest and most execution environments of one version of a function on Managed Instances.
type EnvironmentLimits struct {
	Min   int  `json:"min"`
	Max   int  `json:"max"`
	Unset bool `json:"unset,omitempty"` // no limits are in effect or requested, or there is no such version
}

// LayerVersions says what a layer was published for. Most layers do not say.
type LayerVersions struct {
	Architectures []string `json:"architectures,omitempty"` // compatible ones of any version; empty: the publisher did not say
}
