import { Command } from '@liaison/bus';
import { type CommandReply, type CommandRequest, refusal } from '@liaison/contracts';
import { CLOCK, type Clock } from '@liaison/contracts';
import { type UserFacts, type UserId, anybody, explain } from '@liaison/domain';
import { Controller, Inject } from '@nestjs/common';
import { ExplainPast } from '../past/explain-past.js';
import { CurrentFacts } from '../present/current-facts.js';
import { readData } from './request.js';

/**
 * `explain`: why the own state is, or was, what it is, as a viewer sees it. The viewer is never looked up, so
 * that nobody learns which ids exist: what is told is what a registered viewer would see.
 */
@Controller()
export class Explain {
  constructor(
    private readonly currentFacts: CurrentFacts,
    private readonly past: ExplainPast,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Command('explain')
  async handle(request: CommandRequest): Promise<CommandReply> {
    const asked = readData('explain', request);
    if ('refused' in asked) return asked;
    const { user, viewer = user, profile, at, past } = asked.data;
    if (at !== undefined || past !== undefined) return this.past.answer(asked.data);
    const read = await this.currentFacts.read(request, { user, viewer, profile });
    if ('refused' in read) return read;
    const { facts } = read;
    if (profile !== undefined && !Object.hasOwn(facts.profiles.documents, profile)) {
      return { refused: refusal('unknown-profile', { field: '/profile' }) };
    }
    const instant = this.clock.now();
    const question = {
      viewer,
      target: user,
      instant,
      ...(profile === undefined ? {} : { profile }),
    };
    const explanation = explain(question, factsOf(user, facts));
    return { accepted: { result: { viewer, ...explanation } } };
  }
}

function factsOf(owner: UserId, facts: UserFacts): (user: UserId) => UserFacts {
  return (user) => (user === owner ? facts : anybody);
}
