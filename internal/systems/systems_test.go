package systems

import (
	"testing"
	"time"
)

// Names as the publishers give them.
func TestOfImage(t *testing.T) {
	for name, want := range map[string]string{
		"amzn2-ami-hvm-2.0.20230101.0-x86_64-gp2":                                       "Amazon Linux 2 2026-06-30",
		"amzn2-ami-ecs-hvm-2.0.20230906-x86_64-ebs":                                     "Amazon Linux 2 2026-06-30",
		"amazon-eks-node-1.27-v20230816":                                                "Amazon Linux 2 2026-06-30",
		"amazon-eks-gpu-node-1.27-v20230816":                                            "Amazon Linux 2 2026-06-30",
		"amazon-eks-node-al2023-x86_64-standard-1.30-v20240807":                         "Amazon Linux 2023 2029-06-30",
		"al2023-ami-2023.4.20240319.1-kernel-6.1-x86_64":                                "Amazon Linux 2023 2029-06-30",
		"amzn-ami-hvm-2018.03.0.20230807.0-x86_64-gp2":                                  "Amazon Linux 1 2023-12-31",
		"ubuntu/images/hvm-ssd/ubuntu-focal-20.04-amd64-server-20240101":                "Ubuntu 20.04 2025-05-31",
		"ubuntu-minimal/images/hvm-ssd/ubuntu-jammy-22.04-amd64-minimal-20240101":       "Ubuntu 22.04 2027-04-01",
		"ubuntu-pro-server/images/hvm-ssd/ubuntu-focal-20.04-amd64-pro-server-20240101": "Ubuntu Pro 20.04 2030-04-02",
		"debian-11-amd64-20230601-1398":                                                 "Debian 11 2026-08-31",
		"Windows_Server-2016-English-Full-Base-2023.01.11":                              "Windows Server 2016 2027-01-12",
		"Windows_Server-2012-R2_RTM-English-64Bit-Base-2023.01.11":                      "Windows Server 2012 2023-10-10",
		"RHEL-7.9_HVM-20221027-x86_64-0-Hourly2-GP2":                                    "Red Hat Enterprise Linux 7 2024-06-30",
		"CentOS Linux 7 x86_64 HVM EBS ENA 1901_01":                                     "CentOS 7 2024-06-30",
		"CentOS Stream 8 x86_64 20230830":                                               "CentOS Stream 8 2024-05-31",
		"bottlerocket-aws-ecs-1-x86_64-v1.19.0-ac6d4e93":                                "Bottlerocket none",
		"Deep Learning Base OSS Nvidia Driver GPU AMI (Ubuntu 20.04) 20240101":          "Ubuntu 20.04 2025-05-31",
		"suse-sles-15-sp5-v20230620-hvm-ssd-x86_64":                                     "SUSE Linux Enterprise 15 SP5 2024-12-31",
		"golden-2024-03":   "",
		"my-ubuntu-20.04-": "",
		"rhel":             "",
		"":                 "",
	} {
		got := ""
		if s, ok := OfImage(name); ok {
			got = s.Name + " none"
			if !s.Ends.IsZero() {
				got = s.Name + " " + s.Ends.Format(time.DateOnly)
			}
		}
		if got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

func TestSeries(t *testing.T) {
	for name, want := range map[string]string{
		"amzn2-ami-hvm-2.0.20230101.0-x86_64-gp2":                        "amzn2-ami-hvm-2.0.*-x86_64-gp2",
		"al2023-ami-2023.4.20240319.1-kernel-6.1-x86_64":                 "al2023-ami-2023.*-kernel-6.1-x86_64",
		"ubuntu/images/hvm-ssd/ubuntu-focal-20.04-amd64-server-20240101": "ubuntu/images/hvm-ssd/ubuntu-focal-20.04-amd64-server-*",
		"debian-11-amd64-20230601-1398":                                  "debian-11-amd64-*",
		"Windows_Server-2019-English-Full-Base-2023.01.11":               "Windows_Server-2019-English-Full-Base-*",
		"RHEL-8.6.0_HVM-20220503-x86_64-2-Hourly2-GP2":                   "RHEL-8.*_HVM-*-x86_64-*",
		"bottlerocket-aws-ecs-1-x86_64-v1.19.0-ac6d4e93":                 "bottlerocket-aws-ecs-1-x86_64-v*",
		"amazon-eks-node-1.27-v20230816":                                 "amazon-eks-node-1.27-v*",
		"golden-2024":                                                    "",
	} {
		if got := Series(name); got != want {
			t.Errorf("the series of %q is %q, want %q", name, got, want)
		}
	}
}

func TestEnded(t *testing.T) {
	al2, _ := OfImage("amzn2-ami-hvm-2.0.20230101.0-x86_64-gp2")
	last := time.Date(2026, 6, 30, 23, 59, 0, 0, time.UTC)
	if al2.Ended(last) || !al2.Ended(last.Add(time.Minute)) || (System{}).Ended(last) {
		t.Error("updates end with the last day, or never where no date is set")
	}
	if _, err := time.Parse(time.DateOnly, AsOf()); err != nil {
		t.Errorf("the table has no date: %v", err)
	}
}
