// A member of a group with @platformatic/kafka, until SIGTERM: node platformatic.mjs BROKER TOPIC GROUP PROTOCOL
// Prints "has PARTITION ..." when its share changes, and "read PARTITION OFFSET".
import { Consumer } from '@platformatic/kafka'

const [broker, topic, groupId, groupProtocol] = process.argv.slice(2)
const timeouts = groupProtocol === 'classic' ? { sessionTimeout: 6_000, heartbeatInterval: 500 } : {}
const consumer = new Consumer({
  clientId: 'interop', groupId, groupProtocol, bootstrapBrokers: [broker], ...timeouts, maxWaitTime: 500
})
let share = ''

function tellShare () {
  const partitions = (consumer.assignments ?? []).flatMap(assignment => assignment.partitions)
  const told = ['has', ...partitions].join(' ')
  if (told !== share) console.log(share = told)
}

consumer.on('consumer:group:join', tellShare)
consumer.on('consumer:heartbeat:end', tellShare)
const stream = await consumer.consume({
  topics: [topic], autocommit: false, mode: 'committed', fallbackMode: 'earliest'
})
process.on('SIGTERM', () => consumer.close(true).then(() => process.exit(0)))
for await (const message of stream) {
  console.log(`read ${message.partition} ${message.offset}`)
  try {
    await message.commit()
  } catch {
    // A rebalance has taken the partition: its next owner reads the record again.
  }
}
