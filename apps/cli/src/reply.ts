import type { CommandReply, JsonObject } from '@liaison/contracts';
import { CommandFailed } from './failure.js';

/** What an operator does, where the catalogue says what a terminal or a service does. */
const FIXES: Readonly<Record<string, string>> = {
  malformed: 'see the `--help` of this command',
  'unknown-service': 'see `liaison service list`',
  'unknown-notification': 'see `liaison parked list`',
};

/** The result of what was accepted; throws `CommandFailed` for a refusal or an unknown outcome. */
export function resultOf(reply: CommandReply): JsonObject {
  if ('accepted' in reply) return reply.accepted.result;
  if ('refused' in reply) {
    const { code, message, fix, field, faults = [] } = reply.refused;
    // Many messages begin with the place already.
    const isSaid = field === undefined || message.startsWith(`${field}: `);
    const where = isSaid ? '' : ` at ${field}`;
    const each = faults.map((fault) => `\n  ${fault.field || 'the whole'}: ${fault.message}`);
    throw new CommandFailed(
      `${code}${where}: ${message}${each.join('')}`,
      FIXES[code] ?? fix,
      code,
      reply.refused,
    );
  }
  const { command } = reply.unknown;
  throw new CommandFailed(
    'outcome-unknown: no answer came, the change may have happened',
    `repeat it with --command ${command ?? ''}: it never acts twice`,
    'outcome-unknown',
  );
}
