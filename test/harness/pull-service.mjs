/*
 * A service's program, a process of its own, written with the SDK. It wants an event of another service
 * and has nothing pushed to it: terminals call `take`, for the ids of what waits, and say by the payload
 * whether it acknowledges. Arguments: URL, id, secret, the event's type, id of the other.
 */
import { Service } from '@liaison/service-sdk';

const [url, service, secret, type, from] = process.argv.slice(2);
const pulling = new Service({
  url,
  service,
  secret,
  wants: [{ type, from }],
  delivery: 'pull',
  calls: {
    take: async ({ payload: { max, acknowledges } }) => {
      const fetched = await pulling.fetch({ max, waitMs: 5_000 });
      for (const one of fetched) {
        if (acknowledges) one.ack();
        else one.nak();
      }
      return fetched.map(({ event }) => event.id);
    },
  },
});
process.once('SIGTERM', () => void pulling.close().then(() => process.exit(0)));
await pulling.connect();
process.stdout.write(`${JSON.stringify({ event: 'connected' })}\n`);
