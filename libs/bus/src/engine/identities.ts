import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createUser, fromSeed } from '@nats-io/nkeys';

/** An nkey user: its public key stands in the configuration, its seed in a file of its owner's. */
export interface EngineIdentity {
  readonly publicKey: string;
  readonly seedFile: string;
}

/** Users of the accounts LIAISON and SYS; made once per data folder, seeds readable by the owner only. */
export async function engineIdentities(
  data: string,
): Promise<{ readonly liaison: EngineIdentity; readonly system: EngineIdentity }> {
  const dir = join(data, 'identities');
  await mkdir(dir, { recursive: true, mode: 0o700 });
  return {
    liaison: await identity(join(dir, 'liaison.nk')),
    system: await identity(join(dir, 'system.nk')),
  };
}

async function identity(seedFile: string): Promise<EngineIdentity> {
  if (!existsSync(seedFile)) {
    await writeFile(seedFile, createUser().getSeed(), { mode: 0o600, flag: 'wx' });
  }
  const pair = fromSeed(await readFile(seedFile));
  return { publicKey: pair.getPublicKey(), seedFile };
}
