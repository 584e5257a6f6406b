package inventory

import "time"

// Volume is one EBS volume.
type Volume struct {
	ID          string            `json:"id"`
	Type        string            `json:"type"` // "gp3", "io2", …
	SizeGiB     int               `json:"size_gib"`
	IOPS        int               `json:"iops,omitempty"`       // provisioned, or the baseline that EC2 reports
	Throughput  int               `json:"throughput,omitempty"` // MiB/s, of gp3
	State       string            `json:"state"`                // "available" (attached to nothing), "in-use", …
	Zone        string            `json:"zone,omitempty"`
	Instances   []string          `json:"instances,omitempty"` // ids, sorted
	Snapshot    string            `json:"snapshot,omitempty"`  // it was made from
	MultiAttach bool              `json:"multi_attach,omitempty"`
	ManagedBy   string            `json:"managed_by,omitempty"` // the AWS service that manages it; "" for none
	CreatedAt   time.Time         `json:"created_at,omitzero"`
	Tags        map[string]string `json:"tags,omitempty"`
}

// Address is one Elastic IP address.
type Address struct {
	ID          string            `json:"id"` // "eipalloc-…"
	IP          string            `json:"ip"`
	Association string            `json:"association,omitempty"` // empty: associated with nothing
	Instance    string            `json:"instance,omitempty"`
	Interface   string            `json:"interface,omitempty"`
	ManagedBy   string            `json:"managed_by,omitempty"` // the AWS service that holds it: "alb", "nat", "nlb", …; "" for none
	BYOIP       bool              `json:"byoip,omitempty"`      // of the account's own address range, which costs nothing
	Tags        map[string]string `json:"tags,omitempty"`
}

// Snapshot is one EBS snapshot that the account owns.
type Snapshot struct {
	ID          string            `json:"id"`
	Volume      string            `json:"volume,omitempty"` // "vol-ffffffff" for a copy or an import
	VolumeGiB   int               `json:"volume_gib"`
	FullBytes   int64             `json:"full_bytes,omitempty"` // the blocks it refers to; 0 when EC2 does not say. What is billed is less: blocks that no earlier snapshot holds
	State       string            `json:"state"`
	Tier        string            `json:"tier,omitempty"`        // "standard" or "archive"
	Description string            `json:"description,omitempty"` // hostile text
	StartedAt   time.Time         `json:"started_at,omitzero"`
	Tags        map[string]string `json:"tags,omitempty"`
}
