import { DeliverPolicy, jetstreamManager } from '@nats-io/jetstream';
import { filesWith } from './files.js';
import { readAll } from './log.js';
import type { System } from './system.js';

/** Which streams, buckets and collections hold one of the texts, in a message or in its headers. */
export async function streamsWithAny(
  system: Pick<System, 'operator' | 'store'>,
  texts: readonly string[],
): Promise<Record<string, string[]>> {
  const jsm = await jetstreamManager(system.operator);
  const found: Record<string, string[]> = {};
  const look = (name: string, whole: string): void => {
    for (const text of texts) if (whole.includes(text)) (found[name] ??= []).push(text);
  };
  for await (const { config } of jsm.streams.list()) {
    const from = { deliver_policy: DeliverPolicy.All };
    await readAll(system, config.name, from, (message) => {
      const heads = [...(message.headers ?? [])].flatMap(([name, values]) => [name, ...values]);
      look(config.name, [message.subject, ...heads, message.string()].join('\n'));
    });
  }
  for (const [name, whole] of await system.store.texts()) look(name, whole);
  return found;
}

/** Which of the texts lie in files below a folder, and in which. */
export async function filesWithTexts(
  folder: string,
  texts: readonly string[],
): Promise<[string, string[]][]> {
  const found: [string, string[]][] = [];
  for (const text of texts) {
    const files = await filesWith(folder, text);
    if (files.length > 0) found.push([text, files]);
  }
  return found;
}
