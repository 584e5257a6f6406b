package checktest

import (
	"strings"
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

// Metric is one statistic of one CloudWatch metric over a window.
type Metric struct {
	Namespace, Name, Stat string
	Period                time.Duration
	Days                  int
}

// The metrics that checks read, as they read them.
var (
	Invocations        = Metric{"AWS/Lambda", "Invocations", "Sum", day, 14}
	AsyncEvents        = Metric{"AWS/Lambda", "AsyncEventsReceived", "Sum", day, 14}
	URLRequests        = Metric{"AWS/Lambda", "UrlRequestCount", "Sum", day, 14}
	Duration           = Metric{"AWS/Lambda", "Duration", "Maximum", day, 14} // milliseconds
	Concurrency        = Metric{"AWS/Lambda", "ConcurrentExecutions", "Maximum", day, 14}
	ProvisionedCalls   = Metric{"AWS/Lambda", "ProvisionedConcurrencyInvocations", "Sum", 5 * time.Minute, 14}
	ProvisionedInUse   = Metric{"AWS/Lambda", "ProvisionedConcurrentExecutions", "Maximum", 5 * time.Minute, 14}
	ProvisionedUse     = Metric{"AWS/Lambda", "ProvisionedConcurrencyUtilization", "Maximum", 5 * time.Minute, 14}
	ProvisionedAverage = Metric{"AWS/Lambda", "ProvisionedConcurrencyUtilization", "Average", 5 * time.Minute, 14}
	Init               = Metric{"LambdaInsights", "init_duration", "Maximum", day, 14} // milliseconds
	Errors             = Metric{"AWS/Lambda", "Errors", "Sum", day, 14}
	Throttles          = Metric{"AWS/Lambda", "Throttles", "Sum", day, 14}
	TotalDuration      = Metric{"AWS/Lambda", "Duration", "Sum", day, 14} // milliseconds
	MedianDuration     = Metric{"AWS/Lambda", "Duration", "p50", day, 14}
	DurationP99        = Metric{"AWS/Lambda", "Duration", "p99", day, 14}
	Spillover          = Metric{"AWS/Lambda", "ProvisionedConcurrencySpilloverInvocations", "Sum", day, 14}
	AsyncDropped       = Metric{"AWS/Lambda", "AsyncEventsDropped", "Sum", day, 14}
	DeadLetterErrors   = Metric{"AWS/Lambda", "DeadLetterErrors", "Sum", day, 14}
	DestinationErrors  = Metric{"AWS/Lambda", "DestinationDeliveryFailures", "Sum", day, 14}
	RecursiveDropped   = Metric{"AWS/Lambda", "RecursiveInvocationsDropped", "Sum", day, 14}
	IteratorAge        = Metric{"AWS/Lambda", "IteratorAge", "Maximum", day, 14} // milliseconds
	AccountClaimed     = Metric{"AWS/Lambda", "ClaimedAccountConcurrency", "Maximum", day, 14}
	AccountConcurrency = Metric{"AWS/Lambda", "ConcurrentExecutions", "Maximum", day, 14}
	AccountUnreserved  = Metric{"AWS/Lambda", "UnreservedConcurrentExecutions", "Maximum", day, 14}
	InitCount          = Metric{"LambdaInsights", "init_duration", "SampleCount", day, 14}
	InitSum            = Metric{"LambdaInsights", "init_duration", "Sum", day, 14}
	InitP99            = Metric{"LambdaInsights", "init_duration", "p99", day, 14}
	MemoryUsed         = Metric{"LambdaInsights", "used_memory_max", "Maximum", day, 14} // MB
	CPUTime            = Metric{"LambdaInsights", "cpu_total_time", "Sum", day, 14}      // milliseconds
	TmpUsed            = Metric{"LambdaInsights", "tmp_used", "Maximum", day, 14}        // bytes
	LogBytes           = Metric{"AWS/Logs", "IncomingBytes", "Sum", day, 14}
	StreamRecords      = Metric{"AWS/Kinesis", "IncomingRecords", "Sum", day, 14}
	QueueLeft          = Metric{"AWS/SQS", "ApproximateNumberOfMessagesVisible", "Minimum", day, 14}
	QueueReceived      = Metric{"AWS/SQS", "NumberOfMessagesReceived", "Sum", day, 14}
	TableWrites        = Metric{"AWS/DynamoDB", "ConsumedWriteCapacityUnits", "Sum", day, 14}
	EnvironmentsBusy   = Metric{"AWS/Lambda", "ExecutionEnvironmentConcurrency", "Maximum", day, 14}
	EnvironmentsLimit  = Metric{"AWS/Lambda", "ExecutionEnvironmentConcurrencyLimit", "Maximum", day, 14}
	EnvironmentsCPU    = Metric{"AWS/Lambda", "ExecutionEnvironmentCPUUtilization", "Maximum", day, 14}
	ProviderCPU        = Metric{"AWS/Lambda", "CPUUtilization", "Maximum", day, 14}
	ServiceCPU         = Metric{"AWS/ECS", "CPUUtilization", "Maximum", time.Hour, 14}
	ServiceMemory      = Metric{"AWS/ECS", "MemoryUtilization", "Maximum", time.Hour, 14}
	ServiceCPUP95      = Metric{"AWS/ECS", "CPUUtilization", "p95", day, 14}
	ServiceCPUAverage  = Metric{"AWS/ECS", "CPUUtilization", "Average", time.Hour, 14}
	InsightsTaskCPU    = Metric{"ECS/ContainerInsights", "CpuUtilized", "Maximum", time.Hour, 14}
	InsightsTaskMemory = Metric{"ECS/ContainerInsights", "MemoryUtilized", "Maximum", time.Hour, 14}
	ServiceMemAverage  = Metric{"AWS/ECS", "MemoryUtilization", "Average", time.Hour, 14}
	InsightsRunning    = Metric{"ECS/ContainerInsights", "RunningTaskCount", "Average", time.Hour, 14}
	InsightsDesired    = Metric{"ECS/ContainerInsights", "DesiredTaskCount", "Average", time.Hour, 14}
	ClusterCPU         = Metric{"AWS/ECS", "CPUReservation", "Maximum", time.Hour, 14}
	ClusterMemory      = Metric{"AWS/ECS", "MemoryReservation", "Maximum", time.Hour, 14}
	TargetRequests     = Metric{"AWS/ApplicationELB", "RequestCount", "Sum", day, 14}
	NewFlows           = Metric{"AWS/NetworkELB", "NewFlowCount", "Sum", day, 14}
	OpenFlows          = Metric{"AWS/NetworkELB", "ActiveFlowCount", "Maximum", day, 14}
	ClassicRequests    = Metric{"AWS/ELB", "RequestCount", "Sum", day, 14}
	InstanceCPU        = Metric{"AWS/EC2", "CPUUtilization", "Maximum", time.Hour, 14}
	InstanceCPUAverage = Metric{"AWS/EC2", "CPUUtilization", "Average", 5 * time.Minute, 14}
	SurplusCharged     = Metric{"AWS/EC2", "CPUSurplusCreditsCharged", "Sum", day, 14}   // credits
	CreditBalance      = Metric{"AWS/EC2", "CPUCreditBalance", "Minimum", time.Hour, 14} // credits
	NetworkIn          = Metric{"AWS/EC2", "NetworkIn", "Sum", day, 14}                  // bytes
	NetworkOut         = Metric{"AWS/EC2", "NetworkOut", "Sum", day, 14}
	VolumeIdle         = Metric{"AWS/EBS", "VolumeIdleTime", "Sum", day, 14} // seconds
	VolumeReads        = Metric{"AWS/EBS", "VolumeReadOps", "Sum", day, 14}
	AgentMemory        = Metric{"CWAgent", "mem_used_percent", "Maximum", time.Hour, 14}
	AgentMemoryWindows = Metric{"CWAgent", "Memory % Committed Bytes In Use", "Maximum", time.Hour, 14}
	AgentGPU           = Metric{"CWAgent", "nvidia_smi_utilization_gpu", "Maximum", time.Hour, 14}
)

const day = 24 * time.Hour

// By is the metric with another period.
func (m Metric) By(period time.Duration) Metric { m.Period = period; return m }

// Over is the metric over another window.
func (m Metric) Over(days int) Metric { m.Days = days; return m }

// Of is the metric's datapoints for a thing: a function or a qualifier of it ("orders", "orders:live"), a cluster or a
// service in it ("main", "main/web"), an instance's id.
func (m Metric) Of(label string, shape Shape) Part { return m.At(m.dims(label), shape) }

// At is Of with the dimensions as they are.
func (m Metric) At(dims inventory.Dimensions, shape Shape) Part {
	return Has(m.Key(dims), shape.series(m.query(dims)))
}

// Key is the key of the metric's datapoints.
func (m Metric) Key(dims inventory.Dimensions) inventory.Key[inventory.Series] {
	return inventory.SeriesKey(m.query(dims))
}

func (m Metric) query(dims inventory.Dimensions) inventory.SeriesQuery {
	return inventory.SeriesQuery{
		Namespace: m.Namespace, Metric: m.Name, Dimensions: dims, Stat: m.Stat, Period: int(m.Period / time.Second), Days: m.Days,
	}
}

// Exists says that the metric's names were listed, and adds the things it exists for.
func (m Metric) Exists(labels ...string) Part {
	return func(r *inventory.Region) {
		for _, label := range labels {
			m.ExistsAt(m.dims(label))(r)
		}
		m.ExistsAt()(r)
	}
}

// ExistsAt is Exists with the dimensions as they are.
func (m Metric) ExistsAt(dims ...inventory.Dimensions) Part {
	return Also(inventory.MetricNamesKey(m.Namespace, m.Name), dims...)
}

// Dims are the dimensions under which the metric of a thing is published.
func (m Metric) dims(label string) inventory.Dimensions {
	switch m.Namespace {
	case "AWS/Logs":
		return inventory.Dims("LogGroupName", label)
	case "AWS/SQS":
		return inventory.Dims("QueueName", label)
	case "AWS/Kinesis":
		return inventory.Dims("StreamName", label)
	case "AWS/DynamoDB":
		return inventory.Dims("TableName", label)
	case "LambdaInsights":
		return inventory.Dims("function_name", label)
	case "AWS/EBS":
		return inventory.Dims("VolumeId", label)
	case "AWS/EC2":
		if !strings.HasPrefix(label, "i-") {
			return inventory.Dims("AutoScalingGroupName", label)
		}
		return inventory.Dims("InstanceId", label)
	case "AWS/ECS", "ECS/ContainerInsights":
		if cluster, service, ok := strings.Cut(label, "/"); ok {
			return inventory.Dims("ClusterName", cluster, "ServiceName", service)
		}
		return inventory.Dims("ClusterName", label)
	}
	if label == "" { // the account in the region
		return inventory.Dims()
	}
	if function, _, ok := strings.Cut(label, ":"); ok {
		return inventory.Dims("FunctionName", function, "Resource", label)
	}
	return inventory.Dims("FunctionName", label)
}
