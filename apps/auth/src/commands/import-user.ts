import { Command, replyOf, answer } from '@liaison/bus';
import {
  type CommandData,
  type CommandReply,
  type CommandRequest,
  SETTINGS,
  type Refusal,
  type Settings,
  refusal,
} from '@liaison/contracts';
import { Controller, Inject } from '@nestjs/common';
import { Registration } from '../accounts/registration.js';
import { isTakenVerifier } from '../identity/foreign-verifier.js';
import { idsAreOurs, userOf } from './reply.js';
import { readOperatorsChange } from './request.js';

/**
 * `user.import {login, displayName, user?, verifier?}` → `{user, changed}`: as often as one likes, each
 * login comes to one user, and what an attempt left half done is finished by the next (M6).
 */
@Controller()
export class ImportUser {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly registration: Registration,
  ) {}

  @Command('user.import')
  async bring(request: CommandRequest): Promise<CommandReply> {
    const read = readOperatorsChange('user.import', request);
    if ('refused' in read) return read;
    const against = this.#against(read.data);
    if (against !== undefined) return { refused: against };
    const brought = await this.registration.bring(read.data, read.context);
    if ('there' in brought) return answer({ user: brought.there, changed: false });
    return replyOf(brought.outcome, read.context.command, ({ envelope }) => ({
      ...userOf(envelope.subject),
      changed: true,
    }));
  }

  #against({ user, verifier }: CommandData<'auth', 'user.import'>): Refusal | undefined {
    if (user !== undefined && this.settings.production) return idsAreOurs();
    const isTaken = verifier === undefined || isTakenVerifier(verifier);
    return isTaken ? undefined : refusal('invalid-verifier', { field: '/verifier' });
  }
}
