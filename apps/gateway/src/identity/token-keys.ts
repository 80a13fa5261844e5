import { type KeyObject, createPublicKey } from 'node:crypto';
import type { CommandClient } from '@liaison/bus';
import { type CommandResult, type Refusal, refusal } from '@liaison/contracts';

/** Auth is asked at most so often for a key it did not name the last time. */
const ASK_AGAIN_MS = 1_000;
const ASK_TIMEOUT_MS = 5_000;

/** Auth's public keys, asked for at the first use and whenever a token names one not known yet. */
export class TokenKeys {
  private keys = new Map<string, KeyObject>();
  private asking: Promise<Refusal | undefined> | undefined;
  private askedAtMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly commands: CommandClient) {}

  /** The key of this id; undefined: auth has no such key. A refusal: auth does not answer (I11). */
  async keyOf(kid: string): Promise<KeyObject | Refusal | undefined> {
    const known = this.keys.get(kid);
    if (known !== undefined) return known;
    if (this.asking === undefined && performance.now() - this.askedAtMs < ASK_AGAIN_MS) {
      return undefined;
    }
    this.asking ??= this.ask().finally(() => (this.asking = undefined));
    return (await this.asking) ?? this.keys.get(kid);
  }

  private async ask(): Promise<Refusal | undefined> {
    const request = { actor: 'app/gateway', correlation: 'auth.keys', data: {} };
    const reply = await this.commands.request('auth', 'auth.keys', request, {
      timeoutMs: ASK_TIMEOUT_MS,
    });
    if ('refused' in reply) return reply.refused;
    if ('unknown' in reply) return refusal('unavailable');
    const { keys } = reply.accepted.result as unknown as CommandResult<'auth', 'auth.keys'>;
    this.keys = new Map(
      keys.map((key) => [key.kid, createPublicKey({ key: { ...key }, format: 'jwk' })]),
    );
    this.askedAtMs = performance.now();
    return undefined;
  }
}
