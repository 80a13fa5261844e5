import type { Settings } from '@liaison/contracts';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { dial } from '../dial.js';
import { CalloutSigner } from './answer.js';
import type { AnswerLogin, LoginAnswer } from './login.js';
import { type CalloutRequest, readRequest } from './request.js';

/** What the callout's connection is made from. */
export type CalloutSettings = Pick<
  Settings,
  'natsUrl' | 'natsAuthSeedFile' | 'natsIssuerSeedFile' | 'replica'
>;

/** Told what became of every login, for the log: never what was shown. */
export type CalloutReport = (user: string, outcome: 'let in' | string) => void;

const REQUESTS = '$SYS.REQ.USER.AUTH';
/** Any one of several instances answers. */
const QUEUE = 'auth';

/**
 * Answers the engine's question who a client is, over a connection of the account AUTH; several
 * share the questions. The engine refuses a client after two seconds without an answer.
 */
export class AuthCallout {
  private constructor(
    private readonly nc: NatsConnection,
    private readonly signer: CalloutSigner,
    private readonly answer: AnswerLogin,
    private readonly report: CalloutReport,
  ) {
    nc.subscribe(REQUESTS, {
      queue: QUEUE,
      callback: (error, message) => {
        if (error === null) void this.take(message);
      },
    });
  }

  /** Throws `BusAway` as `connectBus` does; resolves once questions are heard. */
  static async start(
    settings: CalloutSettings,
    answer: AnswerLogin,
    report: CalloutReport,
  ): Promise<AuthCallout> {
    const signer = await CalloutSigner.read(settings.natsIssuerSeedFile);
    const nc = await dial({
      natsUrl: settings.natsUrl,
      seedFile: settings.natsAuthSeedFile,
      account: 'AUTH',
      setting: 'LIAISON_NATS_AUTH_SEED_FILE',
      name: settings.replica === '' ? 'auth/callout' : `auth/callout/${settings.replica}`,
    });
    const callout = new AuthCallout(nc, signer, answer, report);
    await nc.flush();
    return callout;
  }

  /** What is asked until now is answered. Idempotent. */
  async close(): Promise<void> {
    if (this.nc.isClosed()) return;
    // The engine may go away meanwhile: then nobody asks any more.
    await this.nc.drain().catch(() => undefined);
    await this.nc.close();
  }

  private async take(message: Msg): Promise<void> {
    const request = readRequest(message.data);
    // Without a server and a key to answer for there is nobody to answer.
    if (request === undefined) return;
    const answer = await this.decide(request);
    this.report(request.user, 'refused' in answer ? answer.refused : 'let in');
    message.respond(this.signer.sign(request, answer));
  }

  private async decide({ login }: CalloutRequest): Promise<LoginAnswer> {
    if ('refused' in login) return login;
    try {
      return await this.answer(login);
    } catch (error) {
      return { refused: error instanceof Error ? error.message : String(error) };
    }
  }
}
