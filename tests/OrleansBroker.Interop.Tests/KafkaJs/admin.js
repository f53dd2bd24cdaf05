// Creates, describes, grows, alters and deletes a topic with kafkajs, prints what it saw as JSON: node admin.js BROKER TOPIC
const { ConfigResourceTypes, Kafka, logLevel } = require('kafkajs')

const [broker, topic] = process.argv.slice(2)
const kafka = new Kafka({ clientId: 'interop', brokers: [broker], logLevel: logLevel.ERROR })
const resource = { type: ConfigResourceTypes.TOPIC, name: topic }

async function main() {
  const admin = kafka.admin()
  await admin.connect()
  const configEntries = [{ name: 'retention.ms', value: '60000' }]
  const created = await admin.createTopics({ topics: [{ topic, numPartitions: 2, replicationFactor: 1, configEntries }] })
  await admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] })
  const metadata = await admin.fetchTopicMetadata({ topics: [topic] })
  const configs = await admin.describeConfigs({ resources: [{ ...resource, configNames: ['retention.ms'] }] })
  const offsets = await admin.fetchTopicOffsets(topic)
  const cluster = await admin.describeCluster()
  await admin.deleteTopics({ topics: [topic] })
  const left = await admin.listTopics()
  await admin.disconnect()
  console.log(JSON.stringify({
    created,
    partitions: metadata.topics[0].partitions.length,
    retention: configs.resources[0].configEntries[0].configValue,
    offsets: offsets.map(partition => [partition.low, partition.high]),
    brokers: cluster.brokers.length,
    left: left.includes(topic),
  }))
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
