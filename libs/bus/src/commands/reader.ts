import {
  type CommandApp,
  type CommandData,
  type CommandRequest,
  type CommandVerb,
  type Refusal,
  checkCommand,
  refusal,
} from '@liaison/contracts';
import type { CommandContext } from '../ports.js';

/** Why a command was not read. */
export interface RefusedCommand {
  readonly refused: Refusal;
}
/** A command's data, checked. */
export interface ReadCommand<D> {
  readonly data: D;
}
/** The same of a command that changes something, with what its facts say of it. */
export interface ReadChange<D> extends ReadCommand<D> {
  readonly context: CommandContext;
}

/** Reads what an app is asked; what is no good is answered by a refusal. */
export interface CommandReader<A extends CommandApp> {
  /** The data a verb takes, or its first fault. */
  readonly readData: <V extends CommandVerb<A>>(
    verb: V,
    request: CommandRequest,
  ) => ReadCommand<CommandData<A, V>> | RefusedCommand;
  /** As `readData`, of a command that changes something: those have an id, so that a repeat acts once. */
  readonly readChange: <V extends CommandVerb<A>>(
    verb: V,
    request: CommandRequest,
  ) => ReadChange<CommandData<A, V>> | RefusedCommand;
  /** As `readData`, of operators alone; gateways let no terminal send such a verb, and neither do we. */
  readonly readOperators: CommandReader<A>['readData'];
  /** As `readChange`, of operators alone. */
  readonly readOperatorsChange: CommandReader<A>['readChange'];
}

/** The reader of one app's commands: functions of their own, to be taken apart. */
export function commandReader<A extends CommandApp>(app: A): CommandReader<A> {
  const readData: CommandReader<A>['readData'] = (verb, request) => {
    const [fault] = checkCommand(app, verb, request.data);
    if (fault === undefined) return { data: request.data as CommandData<A, typeof verb> };
    const { field, message } = fault;
    return { refused: refusal('malformed', { field, message: `${field || '/'}: ${message}` }) };
  };
  const readChange: CommandReader<A>['readChange'] = (verb, request) =>
    changeOf(readData(verb, request), request);
  return {
    readData,
    readChange,
    readOperators: (verb, request) => notOperators(request) ?? readData(verb, request),
    readOperatorsChange: (verb, request) => notOperators(request) ?? readChange(verb, request),
  };
}

/** What was read of a request, with what its facts say of it; one without a command id is refused. */
export function changeOf<D>(
  read: ReadCommand<D> | RefusedCommand,
  request: CommandRequest,
): ReadChange<D> | RefusedCommand {
  if ('refused' in read) return read;
  const { command, actor, correlation } = request;
  if (command === undefined) return { refused: refusal('malformed', { field: '/command' }) };
  return { data: read.data, context: { command, actor, correlation } };
}

function notOperators(request: CommandRequest): RefusedCommand | undefined {
  if (request.actor.startsWith('operator/')) return undefined;
  return { refused: refusal('not-permitted') };
}
