"""A member of a group, until SIGTERM: BROKER TOPIC GROUP. Prints "has PARTITION ..." when its share changes, and
"read PARTITION OFFSET"."""
import signal
import sys
import threading

from kafka import ConsumerRebalanceListener, KafkaConsumer

broker, topic, group = sys.argv[1:]
stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())


class Share(ConsumerRebalanceListener):
    def on_partitions_revoked(self, revoked):
        pass

    def on_partitions_assigned(self, assigned):
        print("has", *sorted(partition.partition for partition in assigned), flush=True)


consumer = KafkaConsumer(
    bootstrap_servers=broker,
    group_id=group,
    auto_offset_reset="earliest",
    auto_commit_interval_ms=500,
    session_timeout_ms=6_000,
    heartbeat_interval_ms=500,
)
consumer.subscribe([topic], listener=Share())
while not stop.is_set():
    for records in consumer.poll(timeout_ms=200).values():
        for record in records:
            print("read", record.partition, record.offset, flush=True)
consumer.close()
