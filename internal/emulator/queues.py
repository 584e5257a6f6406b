"""SQS queues and Kinesis streams, which moto keeps."""


def load(seeder, queues, streams):
    if queues:
        load_queues(seeder, queues)
    if streams:
        load_streams(seeder, streams)


def load_queues(seeder, descriptions):
    from moto.sqs.models import Queue, sqs_backends

    # How many messages wait in a queue can be told without having them.
    Queue.approximate_number_of_messages = property(lambda self: getattr(self, "seeded", 0) or len(self.messages))
    backend = sqs_backends[seeder.account][seeder.region]
    for d in descriptions:
        settings = {
            "VisibilityTimeout": d.get("visibility", 30), "MessageRetentionPeriod": d.get("retention", 345600),
            "DelaySeconds": d.get("delay", 0), **d.get("attributes", {}),
        }
        if d["name"].endswith(".fifo"):
            settings["FifoQueue"] = "true"
        queue = backend.create_queue(d["name"], **settings)
        queue.seeded = d.get("messages", 0)
        created = seeder.ago(d.get("created_days_ago", 200)).timestamp()
        queue.created_timestamp = queue.last_modified_timestamp = int(created)
        seeder.created("queue", d["name"], queue.queue_arn, d)
    for d in descriptions:  # when all are there, as they name each other
        if "redrive" in d:
            target = backend.queues.get(d["redrive"]["queue"])
            arn = target.queue_arn if target else seeder.arn("sqs", d["redrive"]["queue"])
            queue = backend.queues[d["name"]]
            queue.redrive_policy = {"deadLetterTargetArn": arn, "maxReceiveCount": d["redrive"]["max"]}
            queue.dead_letter_queue = target


def load_streams(seeder, descriptions):
    from moto.kinesis.models import kinesis_backends

    backend = kinesis_backends[seeder.account][seeder.region]
    for d in descriptions:
        stream = backend.create_stream(
            d["name"], d.get("shards", 1), {"StreamMode": d.get("mode", "PROVISIONED")}, d.get("retention_hours", 24)
        )
        stream.creation_datetime = seeder.ago(d.get("created_days_ago", 200))
        seeder.created("stream", d["name"], stream.arn, d)
