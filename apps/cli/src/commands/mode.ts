import type { CommandResult } from '@liaison/contracts';
import type { Command } from 'commander';
import { type ChangeFlags, change } from '../changing.js';
import { CommandFailed, exitWith } from '../failure.js';
import { type OperatorFlags, familyOf, repeatable } from '../family.js';
import { untilWhen } from '../instants.js';
import { type Operator, type OperatorOptions, withOperator } from '../operator.js';
import { printJson, printTable } from '../output.js';
import { askSelf } from '../self.js';

interface UntilFlags extends ChangeFlags {
  readonly until?: string;
}

type Document = CommandResult<'availability', 'profile.get'>['profile'];

/** A mode as `mode list` tells it. */
interface ListedMode {
  readonly mode: string;
  readonly order: number;
  readonly state: string;
  readonly notification: string;
  readonly active: boolean;
  readonly until?: string;
}

/** `liaison mode list|activate|clear`: the modes of a user's active profile. */
export function modeCommand(parent: Command, flags: OperatorFlags): void {
  const mode = familyOf(parent.command('mode'), "the modes of a user's active profile", flags);
  mode({
    name: 'list',
    about: "the modes of a user's active profile, and which of them is active",
    example: 'mode list alice',
  })
    .argument('<user>', 'their id')
    .action((user: string, options: OperatorOptions) => exitWith(() => list(user, options)));
  const activating = mode({
    name: 'activate',
    about: "activate a mode of the user's active profile by hand",
    example: 'mode activate alice off --until next-change',
  })
    .argument('<user>', 'their id')
    .argument('<mode>', 'a mode of the active profile')
    .option('--until <when>', 'next-change, cleared, or an instant (else cleared)', untilWhen);
  repeatable(activating).action((user: string, id: string, options: UntilFlags) =>
    exitWith(() => activate(user, id, options)),
  );
  const clearing = mode({
    name: 'clear',
    about: 'end what was activated by hand: rules and the default mode go on',
    example: 'mode clear alice',
  }).argument('<user>', 'their id');
  repeatable(clearing).action((user: string, options: ChangeFlags) =>
    exitWith(() =>
      change(options, `no mode of ${user} is active by hand any more`, (operator) =>
        operator.change('access-monitor', 'mode.clear', { user }, options.command),
      ),
    ),
  );
}

function activate(user: string, mode: string, flags: UntilFlags): Promise<void> {
  const until = flags.until === undefined ? {} : { until: flags.until };
  return change(flags, `mode ${mode} of ${user} is active`, (operator) =>
    operator.change('access-monitor', 'mode.activate', { user, mode, ...until }, flags.command),
  );
}

async function list(user: string, flags: OperatorOptions): Promise<void> {
  const { profile, items } = await withOperator(flags, (operator) => modesOf(operator, user));
  if (flags.json === true) return printJson({ user, profile, items });
  printTable(
    ['MODE', 'ORDER', 'STATE', 'NOTIFICATION', `ACTIVE IN ${profile}`],
    items.map((item) => [
      item.mode,
      String(item.order),
      item.state,
      item.notification,
      activeText(item),
    ]),
  );
}

function activeText({ active, until }: ListedMode): string {
  if (!active) return '-';
  if (until === undefined) return 'yes';
  return until === 'cleared' ? 'by hand, until cleared' : `by hand, until ${until}`;
}

async function modesOf(
  operator: Operator,
  user: string,
): Promise<{ readonly profile: string; readonly items: readonly ListedMode[] }> {
  const self = await askSelf(operator.bus, user);
  const { active } = self;
  if (active === undefined) {
    throw new CommandFailed(
      self.status === 'gone'
        ? `${user} is not a registered user`
        : `no profile of ${user} is active`,
      self.status === 'gone'
        ? 'see `npx liaison user list`'
        : `activate one first: \`npx liaison profile activate ${user} PROFILE\``,
      self.status === 'gone' ? 'not-registered' : 'no-active-profile',
    );
  }
  const about = { user, profile: active.profile };
  const { profile } = await operator.send('availability', 'profile.get', about);
  const until = active.until === undefined ? {} : { until: active.until };
  const items = (profile as unknown as Document).modes.map(
    ({ mode, order, availability, notification }) => ({
      mode,
      order,
      state: availability.state,
      notification,
      active: mode === active.mode,
      ...(mode === active.mode ? until : {}),
    }),
  );
  return { profile: active.profile, items };
}
