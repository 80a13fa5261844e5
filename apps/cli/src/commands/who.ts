import { type Fact, accountOfShut } from '@liaison/contracts';
import { type StateDocument, view } from '@liaison/domain';
import type { Command } from 'commander';
import { CommandFailed, exitWith } from '../failure.js';
import { type Operator, type OperatorOptions, withOperator } from '../operator.js';
import { printJson, printTable } from '../output.js';
import { askSelf } from '../self.js';

/** `liaison who`: what a viewer is told about their contacts, or about one user. */
export function whoCommand(parent: Command, data: (command: Command) => Command): void {
  data(parent.command('who').argument('<viewer>', 'who asks').argument('[user]', 'about whom'))
    .description('what a viewer is told: about one user, or about every contact of theirs')
    .action((viewer: string, user: string | undefined, flags: OperatorOptions) =>
      exitWith(() => who(viewer, user, flags)),
    );
}

async function who(
  viewer: string,
  user: string | undefined,
  flags: OperatorOptions,
): Promise<void> {
  const items = await withOperator(flags, async (operator) => {
    if (!(await isRegistered(operator, viewer))) throw notRegistered(viewer);
    const about = user === undefined ? await contactsOf(operator, viewer) : [user];
    return Promise.all(
      about.map(async (target) => ({
        user: target,
        state: view(viewer, target, await stateOf(operator, target)),
      })),
    );
  });
  if (flags.json === true) return printJson({ viewer, items });
  printTable(
    ['USER', `WHAT ${viewer} IS TOLD`],
    items.map((item) => [item.user, item.state]),
  );
}

async function contactsOf(operator: Operator, viewer: string): Promise<readonly string[]> {
  const self = await askSelf(operator.bus, viewer);
  if ('refused' in self) throw new CommandFailed(self.refused.message, 'try again in a moment');
  return self.contacts;
}

/** By the log itself: who was registered a moment ago may ask. */
async function isRegistered({ bus }: Operator, user: string): Promise<boolean> {
  const subject = bus.subjects.fact({ kind: 'account', user });
  const stored = await bus.jsm.streams.getMessage('FACTS', { last_by_subj: subject });
  if (stored === null) return false;
  const { type, data } = stored.json<Fact>();
  return accountOfShut(type, data).status === 'registered';
}

function notRegistered(viewer: string): CommandFailed {
  return new CommandFailed(`${viewer} is not a registered user`, 'see `liaison user list`');
}

async function stateOf(operator: Operator, user: string): Promise<StateDocument | undefined> {
  const subject = operator.bus.subjects.state(user);
  const stored = await operator.bus.jsm.streams.getMessage('STATE', { last_by_subj: subject });
  return stored === null ? undefined : stored.json<StateDocument>();
}
