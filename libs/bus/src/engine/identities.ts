import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type KeyPair, createAccount, createUser, fromSeed } from '@nats-io/nkeys';

/** An nkey: its public half stands in the configuration, its seed in a file of its owner's. */
export interface EngineIdentity {
  readonly publicKey: string;
  readonly seedFile: string;
}

/** Who has a key of its own: a user of each account but SERVICES, and who signs for those. */
export interface EngineIdentities {
  readonly liaison: EngineIdentity;
  readonly system: EngineIdentity;
  readonly auth: EngineIdentity;
  /** An account's key: the engine believes what it signed about a service. */
  readonly issuer: EngineIdentity;
}

/** The keys of a data folder, made once; seeds are readable by the owner only. */
export async function engineIdentities(data: string): Promise<EngineIdentities> {
  const dir = join(data, 'identities');
  await mkdir(dir, { recursive: true, mode: 0o700 });
  return {
    liaison: await identity(join(dir, 'liaison.nk'), createUser),
    system: await identity(join(dir, 'system.nk'), createUser),
    auth: await identity(join(dir, 'auth.nk'), createUser),
    issuer: await identity(join(dir, 'issuer.nk'), createAccount),
  };
}

async function identity(seedFile: string, make: () => KeyPair): Promise<EngineIdentity> {
  if (!existsSync(seedFile)) {
    await writeFile(seedFile, make().getSeed(), { mode: 0o600, flag: 'wx' });
  }
  const pair = fromSeed(await readFile(seedFile));
  return { publicKey: pair.getPublicKey(), seedFile };
}
