// Produces with kafkajs and prints what the broker answered as JSON: node produce.js BROKER TOPIC none|gzip TIMESTAMP
const { CompressionTypes, Kafka, logLevel } = require('kafkajs')

const [broker, topic, codec, timestamp] = process.argv.slice(2)
const kafka = new Kafka({ clientId: 'interop', brokers: [broker], logLevel: logLevel.ERROR })

const messages = [1, 10, 1_000, 100_000, 900_000].map((size, index) => ({
  value: String.fromCharCode(97 + index).repeat(size),
}))
messages.push({ key: 'key', value: null, headers: { h: ['1', '2'] }, timestamp })

async function main() {
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 })
  await producer.connect()
  const answers = []
  for (const message of messages) {
    const compression = codec === 'gzip' ? CompressionTypes.GZIP : CompressionTypes.None
    const [answer] = await producer.send({ topic, acks: -1, compression, messages: [message] })
    answers.push({ error: answer.errorCode, offset: answer.baseOffset })
  }
  await producer.disconnect()
  console.log(JSON.stringify(answers))
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
