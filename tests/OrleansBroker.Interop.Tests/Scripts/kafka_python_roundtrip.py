"""Produces with kafka-python, reads back by assignment, and prints what came as JSON: BROKER TOPIC CODEC TIMESTAMP."""
import json
import sys

from kafka import KafkaConsumer, KafkaProducer, TopicPartition

broker, topic, codec, timestamp = sys.argv[1:]
producer = KafkaProducer(
    bootstrap_servers=broker,
    acks="all",
    linger_ms=20,
    max_request_size=1_000_000,
    compression_type=None if codec == "none" else codec,
)
sizes = [1, 10, 1_000, 100_000, 900_000]
values = [bytes([97 + index]) * size for index, size in enumerate(sizes)]
sent = [producer.send(topic, value=value) for value in values]
sent.append(
    producer.send(topic, key=b"key", value=None, headers=[("h", b"1"), ("h", b"2")], timestamp_ms=int(timestamp))
)
offsets = [future.get(timeout=30).offset for future in sent]
producer.close()

partition = TopicPartition(topic, 0)
consumer = KafkaConsumer(bootstrap_servers=broker, enable_auto_commit=False, consumer_timeout_ms=30_000)
consumer.assign([partition])
consumer.seek_to_beginning(partition)
records = [next(consumer) for _ in sent]
beginning = consumer.beginning_offsets([partition])[partition]
end = consumer.end_offsets([partition])[partition]
consumer.close()

print(
    json.dumps(
        {
            "offsets": offsets,
            "same": [record.value for record in records[:-1]] == values,
            "key": records[-1].key.decode(),
            "value": records[-1].value,
            "headers": [[name, value.decode()] for name, value in records[-1].headers],
            "timestamp": records[-1].timestamp,
            "ends": [beginning, end],
        }
    )
)
