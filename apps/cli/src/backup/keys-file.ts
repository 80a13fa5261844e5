import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { KeyEntry, KeyStore } from '@liaison/store';
import { type PartFile, PartWriter } from './part-file.js';

const FILE = 'KEYS.jsonl';

/** Writes down what a key store keeps, wrapped as it is, a line an entry. */
export async function writeKeys(
  keys: KeyStore,
  folder: string,
): Promise<PartFile & { readonly entries: number }> {
  const file = await PartWriter.begin(folder, FILE);
  let entries = 0;
  for await (const { place, value, user } of keys.entries()) {
    const line = { place, user, value: Buffer.from(value).toString('base64url') };
    await file.write(Buffer.from(`${JSON.stringify(line)}\n`));
    entries++;
  }
  return { ...(await file.end()), entries };
}

/** The entries of a backup, in the order in which they were written. */
export async function* readKeys(folder: string, { file }: PartFile): AsyncIterable<KeyEntry> {
  const lines = createInterface({ input: createReadStream(join(folder, file)) });
  for await (const line of lines) {
    const { place, user, value } = JSON.parse(line) as Record<keyof KeyEntry, string>;
    yield { place, user, value: Buffer.from(value, 'base64url') };
  }
}
