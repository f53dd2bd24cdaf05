// A member of a group with kafkajs, until SIGTERM: node member.js BROKER TOPIC GROUP
// Prints "has PARTITION ..." when its share changes, and "read PARTITION OFFSET".
const { Kafka, logLevel } = require('kafkajs')

const [broker, topic, groupId] = process.argv.slice(2)
const kafka = new Kafka({ clientId: 'interop', brokers: [broker], logLevel: logLevel.NOTHING })

async function main () {
  const consumer = kafka.consumer({ groupId, sessionTimeout: 6_000, heartbeatInterval: 500, metadataMaxAge: 5_000 })
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    console.log(['has', ...(payload.memberAssignment[topic] ?? [])].join(' '))
  })
  process.on('SIGTERM', () => consumer.disconnect().then(() => process.exit(0)))
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await consumer.run({
    autoCommitInterval: 500,
    eachMessage: async ({ partition, message }) => console.log(`read ${partition} ${message.offset}`)
  })
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
