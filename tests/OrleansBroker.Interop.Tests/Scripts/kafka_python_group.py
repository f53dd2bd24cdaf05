"""Two consumers of one group share a topic and commit; a third goes on where they were: BROKER TOPIC. Prints JSON."""
import json
import sys
import threading
import time

from kafka import KafkaConsumer, KafkaProducer

broker, topic = sys.argv[1:]
count = 500
partitions = 4


def produce(first):
    producer = KafkaProducer(bootstrap_servers=broker, acks="all", linger_ms=20)
    futures = [producer.send(topic, value=b"%d" % number) for number in range(first, first + count)]
    for future in futures:
        future.get(timeout=30)
    producer.close()


class Member(threading.Thread):
    """A poll waits for the whole group, so each member needs a thread of its own."""

    def __init__(self, values, stop):
        super().__init__(daemon=True)
        self.values = values
        self.stop = stop
        self.share = 0

    def run(self):
        consumer = KafkaConsumer(
            topic,
            bootstrap_servers=broker,
            group_id=topic,
            auto_offset_reset="earliest",
            enable_auto_commit=False,
            session_timeout_ms=10_000,
            heartbeat_interval_ms=500,
        )
        while not self.stop.is_set():
            polled = consumer.poll(timeout_ms=200)
            if polled:
                # At once: when the other one leaves first, the group moves on and takes no late commits.
                consumer.commit()
            for records in polled.values():
                self.values.update(int(record.value) for record in records)
            self.share = len(consumer.assignment())
        consumer.close()


def read(members):
    values, stop = set(), threading.Event()
    threads = [Member(values, stop) for _ in range(members)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if len(values) >= count and all(thread.share == partitions // members for thread in threads):
            break
        time.sleep(0.05)
    shares = [thread.share for thread in threads]
    stop.set()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(values), shares


produce(0)
first, shares = read(members=2)
produce(count)
second, _ = read(members=1)
print(
    json.dumps(
        {
            "first": first == list(range(count)),
            "shares": shares,
            "second": second == list(range(count, 2 * count)),
        }
    )
)
