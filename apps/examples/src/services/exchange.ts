import { type Call, type CloudEvent, OperationFailed } from './protocol.js';
import type { Emitted } from './service.js';

/** What an exchange can do. */
export interface Means {
  readonly emit: (event: Emitted) => Promise<void>;
  readonly query: (query: object) => Promise<Record<string, unknown>>;
  readonly tell: (does: string) => void;
}

/** Until when a user is in a meeting, and the chain that began with it. */
interface Busy {
  readonly until: Date;
  readonly correlation: string | undefined;
}

/** To a terminal, to a call number, or nowhere. */
interface Target {
  readonly terminal?: string;
  readonly number?: string;
}

/** Puts calls through: to the mailbox of who is in a meeting, else where Liaison says it shall ring. */
export class Exchange {
  private readonly busy = new Map<string, Busy>();

  constructor(private readonly means: Means) {}

  /** `meeting-started`, `meeting-ended`. */
  notified({ type, subject = '', data, correlation }: CloudEvent): Promise<void> {
    if (type === 'meeting-ended') {
      this.busy.delete(subject);
      this.means.tell(`rings ${subject} again`);
    } else {
      this.busy.set(subject, { until: new Date(String(data?.['until'])), correlation });
      this.means.tell(`sends calls for ${subject} to the mailbox until ${String(data?.['until'])}`);
    }
    return Promise.resolve();
  }

  /** `call {to}`: nobody answers in this example, so a call that rings is missed. */
  async called({ operation, user, payload, correlation }: Call, now: Date): Promise<object> {
    const to = (payload as { readonly to?: unknown } | null)?.to;
    if (operation !== 'call' || typeof to !== 'string') {
      throw new OperationFailed('malformed', 'a call takes {"to": a user}');
    }
    const busy = this.busy.get(to);
    if (busy !== undefined && now < busy.until) {
      await this.miss({ to, caller: user, why: 'in a meeting', correlation: busy.correlation });
      return { to, mailbox: true };
    }
    return this.ring(to, user, correlation);
  }

  private async ring(to: string, caller: string, correlation: string): Promise<object> {
    const said = await this.means.query({ 'call-target': { user: to, caller } });
    const { terminal, number } = said['target'] as Target;
    if (number !== undefined && terminal === undefined) {
      this.means.tell(`puts ${caller} through to ${number}`);
      return { to, number };
    }
    if (terminal === undefined) {
      await this.miss({ to, caller, why: 'no terminal', correlation });
      return { to, mailbox: true };
    }
    this.means.tell(`rings ${to} on ${terminal}, where nobody answers`);
    await this.miss({ to, caller, why: 'no answer', correlation });
    return { to, rang: terminal, mailbox: true };
  }

  private async miss(call: {
    readonly to: string;
    readonly caller: string;
    readonly why: string;
    readonly correlation: string | undefined;
  }): Promise<void> {
    const { to, caller, why, correlation } = call;
    await this.means.emit({ type: 'call-missed', about: to, data: { caller, why }, correlation });
    this.means.tell(`says that ${to} missed a call of ${caller}: ${why}`);
  }
}
