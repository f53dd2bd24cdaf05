"""Creates, describes, grows and deletes a topic with kafka-python, and prints what it saw as JSON: BROKER TOPIC."""
import json
import sys

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType, NewPartitions, NewTopic

broker, topic = sys.argv[1:]
admin = KafkaAdminClient(bootstrap_servers=broker)
admin.create_topics([NewTopic(topic, num_partitions=2, replication_factor=1, topic_configs={"retention.ms": "60000"})])
described = admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic)])
configs = {entry[0]: entry[1] for response in described for entry in response.resources[0][4]}
admin.create_partitions({topic: NewPartitions(total_count=3)})
partitions = len(admin.describe_topics([topic])[0]["partitions"])
admin.delete_topics([topic])
print(
    json.dumps(
        {
            "retention": configs["retention.ms"],
            "partitions": partitions,
            "left": topic in admin.list_topics(),
            "brokers": len(admin.describe_cluster()["brokers"]),
        }
    )
)
admin.close()
