package inventory

import "time"

// What CloudWatch's own metrics of Lambda do not say, from the sources that do.

// LogGroup is one log group of CloudWatch Logs.
type LogGroup struct {
	Name          string    `json:"name"`
	Exists        bool      `json:"exists"`                   // false: there is none of this name
	RetentionDays int       `json:"retention_days,omitempty"` // 0: it never expires
	StoredBytes   int64     `json:"stored_bytes,omitempty"`
	CreatedAt     time.Time `json:"created_at,omitzero"`
	Class         string    `json:"class,omitempty"` // "STANDARD", "INFREQUENT_ACCESS" or "DELIVERY"
}

// Reports sums up the REPORT (or platform.report) lines of a function's log group, read by CloudWatch Logs Insights.
// Cold invocations are those whose line has an init duration; one that was restored from a snapshot (SnapStart) has none.
// Where several functions share a log group, only the streams that carry this function's name were read.
type Reports struct {
	Days         int     `json:"days"` // how far back the lines were read
	Runs         int     `json:"runs"`
	Cold         int     `json:"cold"`
	MaxMemoryMB  float64 `json:"max_memory_mb"`  // the most that any run used
	MemoryMB     float64 `json:"memory_mb"`      // what was allocated, the largest seen
	InitSumMS    float64 `json:"init_sum_ms"`    // of all cold invocations together
	InitP99MS    float64 `json:"init_p99_ms"`    // 0 when there was none
	InitMaxMS    float64 `json:"init_max_ms"`    // likewise
	ColdMedianMS float64 `json:"cold_median_ms"` // the duration of cold invocations, init left out
	WarmMedianMS float64 `json:"warm_median_ms"` // and of all others
	OutOfMemory  int     `json:"out_of_memory"`  // runs that ended with Runtime.OutOfMemory
	ScannedBytes float64 `json:"scanned_bytes"`  // what the query was billed for
}

// Recommendation is what Compute Optimizer measured of one function, over its last LookbackDays days.
type Recommendation struct {
	Function        string   `json:"function"`  // name
	Version         string   `json:"version"`   // "$LATEST" or a number
	MemoryMB        int      `json:"memory_mb"` // configured when it was measured
	MemoryAverageMB float64  `json:"memory_average_mb,omitempty"`
	MemoryMaxMB     float64  `json:"memory_max_mb,omitempty"` // 0: not measured
	DurationAverage float64  `json:"duration_average_ms,omitempty"`
	DurationMax     float64  `json:"duration_max_ms,omitempty"`
	Invocations     int64    `json:"invocations"`
	LookbackDays    float64  `json:"lookback_days"`
	Finding         string   `json:"finding"`                  // "Optimized", "NotOptimized" or "Unavailable"
	RecommendedMB   int      `json:"recommended_mb,omitempty"` // its first option; 0: none
	SavingsUSDMonth float64  `json:"savings_usd_month,omitempty"`
	FindingReasons  []string `json:"finding_reasons,omitempty"`
}

// Subnet is one subnet of a VPC.
type Subnet struct {
	ID string `json:"id"`
	AZ string `json:"az"` // the id of its Availability Zone, such as "use1-az1"
}

// Image is one container image in ECR.
type Image struct {
	Digest     string `json:"digest"`     // "sha256:…"
	Repository string `json:"repository"` // empty: no repository of this account and region has it
	Bytes      int64  `json:"bytes"`      // compressed layers together
}

// ContainerImage is one image as a task definition names it.
type ContainerImage struct {
	Reference string   `json:"reference"`
	Registry  string   `json:"registry"`            // "ecr" of this account and region, which alone is read; else "ecr-public" or the host ("docker.io")
	Exists    bool     `json:"exists,omitempty"`    // it was found; false without Gone: its registry is not read, nothing is known
	Gone      bool     `json:"gone,omitempty"`      // the registry answered that the repository, the tag or the digest is not there
	Digest    string   `json:"digest,omitempty"`    // of the manifest or the index
	Platforms []string `json:"platforms,omitempty"` // "linux/amd64", "linux/arm64/v8": of an index; empty for a single manifest, whose platform is not told
	Bytes     int64    `json:"bytes,omitempty"`     // compressed layers together; 0 for an index
}
