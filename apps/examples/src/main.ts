import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Activations } from './activations.js';
import { ServiceProcesses } from './services/processes.js';
import { narrate, play, say } from './story.js';
import { type Person, Troupe } from './troupe.js';

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    people: { type: 'string' },
    terminals: { type: 'string' },
    ics: { type: 'string' },
    nats: { type: 'string' },
    prefix: { type: 'string', default: 'liaison' },
    services: { type: 'string' },
  },
});

const { url, people, terminals } = values;
if (url === undefined || people === undefined || terminals === undefined) {
  process.stderr.write(
    'usage: --url ws://HOST:PORT/terminal --people FILE --terminals FILE [--ics FILE] [--nats URL --services FILE [--prefix WORD]]\n',
  );
  process.exit(2);
}

const control = new AbortController();
const ics = values.ics ?? fileURLToPath(new URL('../calendars/alice.ics', import.meta.url));
const ensemble = new ServiceProcesses();
const { nats, prefix, services } = values;
// An event about alice reaches services that she has activated: they begin when she has.
const alice = new Activations("alice's phone", () => {
  if (nats === undefined || services === undefined) return;
  ensemble.start({ nats, prefix, services, ics });
});
const troupe = new Troupe({
  url,
  people: JSON.parse(readFileSync(people, 'utf8')) as readonly Person[],
  terminalsFile: terminals,
  ics,
  hear: (name, report) => {
    narrate(name, report);
    alice.hear(name, report);
  },
});
process.on('SIGTERM', () => control.abort());
process.on('SIGINT', () => control.abort());
// Also while terminals come, which they do not where there is nobody to connect them.
const over = once(control.signal, 'abort');
await Promise.race([play(troupe, control.signal), over]);
await troupe.stop();
await ensemble.stop();
say('everybody', 'has closed their lines');
