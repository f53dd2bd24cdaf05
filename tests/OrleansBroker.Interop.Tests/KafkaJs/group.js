// Two consumers of one group share a topic and commit, then a third goes on where they were: node group.js BROKER TOPIC
const { Kafka, logLevel } = require('kafkajs')

const [broker, topic] = process.argv.slice(2)
const kafka = new Kafka({ clientId: 'interop', brokers: [broker], logLevel: logLevel.NOTHING })
const count = 500

async function produce (first) {
  const producer = kafka.producer()
  await producer.connect()
  const messages = Array.from({ length: count }, (_, index) => ({ key: `${index}`, value: `${first + index}` }))
  await producer.send({ topic, acks: -1, messages })
  await producer.disconnect()
}

async function start (values, isEnough, enough) {
  const consumer = kafka.consumer({ groupId: topic, sessionTimeout: 10_000, heartbeatInterval: 500 })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await consumer.run({
    eachMessage: async ({ message }) => {
      values.add(Number(message.value))
      if (isEnough()) enough()
    }
  })
  return consumer
}

async function consume (members, wanted) {
  const values = new Set()
  let consumers = []
  await new Promise((resolve, reject) => {
    Promise.all(Array.from({ length: members }, () => start(values, () => values.size >= wanted, resolve)))
      .then(started => { consumers = started }, reject)
  })
  while (consumers.length < members) await new Promise(resolve => setImmediate(resolve))
  await Promise.all(consumers.map(consumer => consumer.disconnect()))
  return [...values].sort((a, b) => a - b)
}

async function main () {
  const admin = kafka.admin()
  await admin.connect()
  await admin.createTopics({ topics: [{ topic, numPartitions: 4 }] })
  await produce(0)
  const first = await consume(2, count)
  await produce(count)
  const second = await consume(1, count)
  const { groups } = await admin.describeGroups([topic])
  await admin.disconnect()
  console.log(JSON.stringify({
    first: [first.length, first[0], first.at(-1)],
    second: [second.length, second[0], second.at(-1)],
    state: groups[0].state
  }))
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
