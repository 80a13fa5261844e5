import { Command } from '@liaison/bus';
import {
  CLOCK,
  type Clock,
  type CommandData,
  type CommandReply,
  type CommandRequest,
  type JsonObject,
  PREVIEW_DAYS,
  PREVIEW_FAR_DAYS,
  type PreviewResult,
  refusal,
} from '@liaison/contracts';
import {
  type Draft,
  type Instant,
  type Preview,
  isInstant,
  ownerFaults,
  preview,
  previewAsFar,
  validateProfile,
} from '@liaison/domain';
import { Controller, Inject } from '@nestjs/common';
import { Accounts } from '../present/accounts.js';
import { ConsentsToward } from '../consents/consents-toward.js';
import { readData } from './request.js';

const DAY_MS = 24 * 3_600_000;

/** `profile.preview`: what a draft would tell its viewers over the next days. Nothing is stored. */
@Controller()
export class PreviewProfile {
  constructor(
    private readonly accounts: Accounts,
    private readonly consents: ConsentsToward,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Command('profile.preview')
  async handle(request: CommandRequest): Promise<CommandReply> {
    const asked = readData('profile.preview', request);
    if ('refused' in asked) return asked;
    const { user, profile, viewers = [] } = asked.data;
    const span = this.span(asked.data);
    if ('refused' in span) return span;
    const account = await this.accounts.acting(user);
    if ('refused' in account) return { refused: refusal(account.refused) };
    const valid = validateProfile(profile);
    const faults =
      'faults' in valid ? valid.faults : ownerFaults(valid.document, account.terminals);
    if ('faults' in valid || faults.length > 0) {
      return { refused: refusal('invalid-profile', { faults }) };
    }
    const { document } = valid;
    const all = [...new Set([...document.contacts, ...viewers])];
    const consents = await this.consents.read(user, all);
    const draft = { owner: user, document, viewers: all, consents, ...span };
    return tell(draft, asked.data.days === undefined ? previewAsFar(draft) : preview(draft));
  }

  private span({
    from,
    days = PREVIEW_DAYS,
  }: CommandData<'availability', 'profile.preview'>):
    | { readonly from: Instant; readonly to: Instant }
    | Extract<CommandReply, { refused: unknown }> {
    const nowMs = this.clock.ms();
    const start = from ?? new Date(nowMs).toISOString();
    const isFar = Math.abs(Date.parse(start) - nowMs) > PREVIEW_FAR_DAYS * DAY_MS;
    if (!isInstant(start) || isFar) {
      const message = `must be an instant at most ${PREVIEW_FAR_DAYS} days from now`;
      return { refused: refusal('malformed', { field: '/from', message: `/from: ${message}` }) };
    }
    return { from: start, to: new Date(Date.parse(start) + days * DAY_MS).toISOString() };
  }
}

/** `found.to`: how far it tells, where that is not what was asked. */
function tell(
  { document, from, to: asked }: Draft,
  found: (Preview & { readonly to?: Instant }) | 'too-long',
): CommandReply {
  if (found === 'too-long') return { refused: refusal('preview-too-long') };
  const { to = asked, ...told } = found;
  const result: PreviewResult = {
    profile: document.profile,
    zone: document.zone,
    from,
    to,
    ...(to < asked ? { shortened: true } : {}),
    assumes: ['terminals-connected', 'consents-as-now', 'nothing-by-hand'],
    ...told,
  };
  return { accepted: { result: result as unknown as JsonObject } };
}
