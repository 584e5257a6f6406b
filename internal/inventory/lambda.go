package inventory

import "time"

// Function is one Lambda function: the configuration of $LATEST and of its published versions.
type Function struct {
	Name        string    `json:"name"`
	ARN         string    `json:"arn"` // without a qualifier
	Config      Config    `json:"config"`
	EnvNames    []string  `json:"env_names,omitempty"` // names of environment variables; values are never read
	InVPC       bool      `json:"in_vpc,omitempty"`
	HasEFS      bool      `json:"has_efs,omitempty"`
	MasterARN   string    `json:"master_arn,omitempty"`        // of a Lambda@Edge replica
	CapacityARN string    `json:"capacity_provider,omitempty"` // set for functions on Lambda Managed Instances
	Durable     bool      `json:"durable,omitempty"`
	LogGroup    string    `json:"log_group,omitempty"`
	Versions    []Version `json:"versions,omitempty"` // published versions, oldest first
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
	UUID      string `json:"uuid"`
	Function  string `json:"function"`            // the function's name
	Qualifier string `json:"qualifier,omitempty"` // alias or version it invokes; empty for the function itself
	SourceARN string `json:"source_arn,omitempty"`
	State     string `json:"state"`
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
