import { Command } from '@liaison/bus';
import type {
  AvailabilityAnswer,
  CommandReply,
  CommandRequest,
  ConnectabilityAnswer,
  JsonObject,
} from '@liaison/contracts';
import type { ServiceId, UserId } from '@liaison/domain';
import { Controller } from '@nestjs/common';
import { Availabilities, type AvailabilityAsked } from '../present/availabilities.js';
import { type Call, CallTargets, toldToService } from '../present/call-targets.js';
import { readData } from './request.js';
import { ServiceRights } from '../present/service-rights.js';
import { States } from '../present/states.js';

/**
 * `service.query {service, query}`. A service that may not ask is answered as about somebody who does
 * not exist, byte for byte.
 */
@Controller()
export class ServiceQueries {
  constructor(
    private readonly rights: ServiceRights,
    private readonly states: States,
    private readonly availabilities: Availabilities,
    private readonly callTargets: CallTargets,
  ) {}

  @Command('service.query')
  async handle(request: CommandRequest): Promise<CommandReply> {
    const asked = readData('service.query', request);
    if ('refused' in asked) return asked;
    const { service, query } = asked.data;
    if ('connectability' in query) return this.connectability(service, query.connectability);
    if ('availability' in query) return this.availability(request, service, query.availability);
    return this.callTarget(request, service, query['call-target']);
  }

  /** As the viewer is told, for whom the service has to be activated: no grant stands in for that. */
  private async connectability(
    service: ServiceId,
    { viewer, user }: { readonly viewer: UserId; readonly user: UserId },
  ): Promise<CommandReply> {
    const [mayAsk, told] = await Promise.all([
      this.rights.mayAskAs(service, viewer),
      this.states.told(viewer, user),
    ]);
    const state = mayAsk ? told : 'unknown';
    return accepted({ user, state } satisfies ConnectabilityAnswer);
  }

  private async availability(
    request: CommandRequest,
    service: ServiceId,
    asked: AvailabilityAsked,
  ): Promise<CommandReply> {
    const fault = this.availabilities.faultOf(asked);
    if (fault !== undefined) return fault;
    const { user } = asked;
    const mayAsk = await this.rights.mayAskAbout(service, user);
    const availability = mayAsk ? await this.availabilities.of(request, asked) : 'unknown';
    if (typeof availability === 'object') return availability;
    return accepted({ user, availability } satisfies AvailabilityAnswer);
  }

  private async callTarget(
    request: CommandRequest,
    service: ServiceId,
    call: Call,
  ): Promise<CommandReply> {
    const mayAsk = await this.rights.mayAskAbout(service, call.user);
    const answer = mayAsk ? await this.callTargets.of(request, call) : this.callTargets.ofNobody();
    return 'refused' in answer ? answer : accepted(toldToService(answer));
  }
}

function accepted(result: object): CommandReply {
  return { accepted: { result: result as JsonObject } };
}
