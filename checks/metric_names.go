package checks

// metric is one statistic of one CloudWatch metric, with the one decision about what its absence means.
type metric struct {
	namespace, name, stat string
	zeroWhenAbsent        bool // AWS publishes nothing while the value is zero
}

// The metrics that checks read. What absence means is AWS's documented behaviour ("Types of metrics for Lambda functions",
// "Lambda Insights metrics", "CloudWatch Logs metrics",
// "Amazon ECS CloudWatch metrics", "CloudWatch metrics that are available for your instances"; read 2026-11).
var (
	invocations           = metric{"AWS/Lambda", "Invocations", "Sum", true}
	asyncEvents           = metric{"AWS/Lambda", "AsyncEventsReceived", "Sum", true}
	urlRequests           = metric{"AWS/Lambda", "UrlRequestCount", "Sum", true}
	longestDuration       = metric{"AWS/Lambda", "Duration", "Maximum", false} // milliseconds; there is none without an invocation
	concurrency           = metric{"AWS/Lambda", "ConcurrentExecutions", "Maximum", true}
	errorCount            = metric{"AWS/Lambda", "Errors", "Sum", true}
	throttles             = metric{"AWS/Lambda", "Throttles", "Sum", true} // not counted among invocations or errors
	totalDuration         = metric{"AWS/Lambda", "Duration", "Sum", true}  // milliseconds, without init
	medianDuration        = metric{"AWS/Lambda", "Duration", "p50", false} // milliseconds
	durationP99           = metric{"AWS/Lambda", "Duration", "p99", false} // milliseconds
	spilledOver           = metric{"AWS/Lambda", "ProvisionedConcurrencySpilloverInvocations", "Sum", true}
	asyncDropped          = metric{"AWS/Lambda", "AsyncEventsDropped", "Sum", true}
	deadLetterErrors      = metric{"AWS/Lambda", "DeadLetterErrors", "Sum", true}
	destinationErrors     = metric{"AWS/Lambda", "DestinationDeliveryFailures", "Sum", true}
	recursiveDropped      = metric{"AWS/Lambda", "RecursiveInvocationsDropped", "Sum", true}
	iteratorAge           = metric{"AWS/Lambda", "IteratorAge", "Maximum", false}                   // milliseconds
	accountClaimed        = metric{"AWS/Lambda", "ClaimedAccountConcurrency", "Maximum", true}      // without dimensions
	accountConcurrency    = metric{"AWS/Lambda", "ConcurrentExecutions", "Maximum", true}           // without dimensions
	accountUnreserved     = metric{"AWS/Lambda", "UnreservedConcurrentExecutions", "Maximum", true} // without dimensions
	provisionedCalls      = metric{"AWS/Lambda", "ProvisionedConcurrencyInvocations", "Sum", true}
	provisionedInUse      = metric{"AWS/Lambda", "ProvisionedConcurrentExecutions", "Maximum", true} // in use, not allocated
	provisionedUse        = metric{"AWS/Lambda", "ProvisionedConcurrencyUtilization", "Maximum", true}
	provisionedUseAverage = metric{"AWS/Lambda", "ProvisionedConcurrencyUtilization", "Average", true}
	measuredInit          = metric{"LambdaInsights", "init_duration", "Maximum", false}    // milliseconds
	initCount             = metric{"LambdaInsights", "init_duration", "SampleCount", true} // cold starts
	initSum               = metric{"LambdaInsights", "init_duration", "Sum", true}         // milliseconds
	initP99               = metric{"LambdaInsights", "init_duration", "p99", false}        // milliseconds
	insightsMemory        = metric{"LambdaInsights", "used_memory_max", "Maximum", false}  // MB
	insightsCPU           = metric{"LambdaInsights", "cpu_total_time", "Sum", false}       // milliseconds
	insightsTmp           = metric{"LambdaInsights", "tmp_used", "Maximum", false}         // bytes
	logBytes              = metric{"AWS/Logs", "IncomingBytes", "Sum", true}
	queueLeft             = metric{"AWS/SQS", "ApproximateNumberOfMessagesVisible", "Minimum", true} // a queue that holds a message publishes it
	queueReceived         = metric{"AWS/SQS", "NumberOfMessagesReceived", "Sum", true}
	streamRecords         = metric{"AWS/Kinesis", "IncomingRecords", "Sum", true}
	tableWrites           = metric{"AWS/DynamoDB", "ConsumedWriteCapacityUnits", "Sum", true}
	environmentsBusy      = metric{"AWS/Lambda", "ExecutionEnvironmentConcurrency", "Maximum", false} // of one environment; Managed Instances only
	environmentsLimit     = metric{"AWS/Lambda", "ExecutionEnvironmentConcurrencyLimit", "Maximum", false}
	environmentsCPU       = metric{"AWS/Lambda", "ExecutionEnvironmentCPUUtilization", "Maximum", false} // percent
	providerCPU           = metric{"AWS/Lambda", "CPUUtilization", "Maximum", false}                     // percent, by instance type
	serviceCPU            = metric{"AWS/ECS", "CPUUtilization", "Maximum", false}                        // percent of the reservation; nothing without a running task
	serviceMemory         = metric{"AWS/ECS", "MemoryUtilization", "Maximum", false}
	serviceCPUP95         = metric{"AWS/ECS", "CPUUtilization", "p95", false}                   // of tasks and minutes; CloudWatch may have none of several tasks
	serviceCPUAverage     = metric{"AWS/ECS", "CPUUtilization", "Average", false}               // over the tasks: what target tracking follows
	insightsTaskCPU       = metric{"ECS/ContainerInsights", "CpuUtilized", "Maximum", false}    // CPU units of one task
	insightsTaskMemory    = metric{"ECS/ContainerInsights", "MemoryUtilized", "Maximum", false} // MiB of one task
	serviceMemoryAverage  = metric{"AWS/ECS", "MemoryUtilization", "Average", false}            // likewise
	insightsRunning       = metric{"ECS/ContainerInsights", "RunningTaskCount", "Average", false}
	insightsDesired       = metric{"ECS/ContainerInsights", "DesiredTaskCount", "Average", false}
	clusterCPUReserved    = metric{"AWS/ECS", "CPUReservation", "Maximum", false} // percent of what is registered
	clusterMemoryReserved = metric{"AWS/ECS", "MemoryReservation", "Maximum", false}
	targetRequests        = metric{"AWS/ApplicationELB", "RequestCount", "Sum", true} // by load balancer and target group, or by load balancer
	newFlows              = metric{"AWS/NetworkELB", "NewFlowCount", "Sum", true}     // by load balancer only, as the next
	openFlows             = metric{"AWS/NetworkELB", "ActiveFlowCount", "Maximum", true}
	classicRequests       = metric{"AWS/ELB", "RequestCount", "Sum", true} // connections, where it listens for TCP
	instanceCPU           = metric{"AWS/EC2", "CPUUtilization", "Maximum", false}
	instanceCPUAverage    = metric{"AWS/EC2", "CPUUtilization", "Average", false}
	surplusCharged        = metric{"AWS/EC2", "CPUSurplusCreditsCharged", "Sum", false} // credits: a vCPU for a minute; burstable types only
	creditBalance         = metric{"AWS/EC2", "CPUCreditBalance", "Minimum", false}     // credits
	instanceNetworkIn     = metric{"AWS/EC2", "NetworkIn", "Sum", false}                // bytes
	instanceNetworkOut    = metric{"AWS/EC2", "NetworkOut", "Sum", false}
	volumeIdle            = metric{"AWS/EBS", "VolumeIdleTime", "Sum", false} // seconds; published while attached to a running instance
	volumeReads           = metric{"AWS/EBS", "VolumeReadOps", "Sum", false}  // likewise
	instanceEBSRead       = metric{"AWS/EC2", "EBSReadBytes", "Sum", false}   // Nitro only
	instanceEBSWrite      = metric{"AWS/EC2", "EBSWriteBytes", "Sum", false}
	agentMemory           = metric{"CWAgent", "mem_used_percent", "Maximum", false}
	agentMemoryWindows    = metric{"CWAgent", "Memory % Committed Bytes In Use", "Maximum", false}
	agentGPU              = metric{"CWAgent", "nvidia_smi_utilization_gpu", "Maximum", false}
)
