import { COMMANDS, type CommandClient } from '@liaison/bus';
import { type Refusal, refusal } from '@liaison/contracts';
import type { ServiceId } from '@liaison/domain';
import { Inject, Injectable } from '@nestjs/common';

/** A revoked identity changes the nonce: calls follow within so long. */
const KEPT_MS = 5_000;
/** Nonces kept at most; the oldest gives way. */
const KEPT_MAX = 4_096;

interface Kept {
  readonly nonce: string;
  readonly untilMs: number;
}

type Answer = { readonly nonce: string } | { readonly refused: Refusal };

/** The last token of the subject a service is called on: a secret, asked of auth and never logged. */
@Injectable()
export class Nonces {
  readonly #kept = new Map<ServiceId, Kept>();

  constructor(@Inject(COMMANDS) private readonly commands: CommandClient) {}

  /** For a call: one of the last seconds will do. */
  async known(service: ServiceId, correlation: string): Promise<Answer> {
    const kept = this.#kept.get(service);
    if (kept !== undefined && kept.untilMs > performance.now()) return { nonce: kept.nonce };
    return this.ask(service, correlation);
  }

  /** For a connection: what holds now. */
  async ask(service: ServiceId, correlation: string): Promise<Answer> {
    const request = { actor: 'app/service-registry', correlation, data: { service } };
    const reply = await this.commands.request('auth', 'service.call-nonce', request);
    if ('refused' in reply) return reply;
    const nonce = 'accepted' in reply ? reply.accepted.result['nonce'] : undefined;
    if (typeof nonce !== 'string') return { refused: refusal('unavailable') };
    this.#keep(service, nonce);
    return { nonce };
  }

  #keep(service: ServiceId, nonce: string): void {
    this.#kept.delete(service);
    this.#kept.set(service, { nonce, untilMs: performance.now() + KEPT_MS });
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > KEPT_MAX && oldest.done !== true) this.#kept.delete(oldest.value);
  }
}
