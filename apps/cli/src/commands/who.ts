import type { CommandResult } from '@liaison/contracts';
import type { StateDocument } from '@liaison/domain';
import { type Command, Option } from 'commander';
import { accountStatus } from '../account-status.js';
import { withExamples } from '../examples.js';
import { CommandFailed, exitWith } from '../failure.js';
import type { OperatorFlags } from '../family.js';
import { INSTANT_FORM, instant } from '../instants.js';
import { type Operator, type OperatorOptions, withOperator } from '../operator.js';
import { printJson, printTable } from '../output.js';
import { askSelf } from '../self.js';

interface WhoFlags extends OperatorOptions {
  readonly at?: string;
  readonly past?: string;
}

/** `liaison who`: what a viewer is told about their contacts, or about one user, now or at an instant. */
export function whoCommand(parent: Command, flags: OperatorFlags): void {
  const asking = flags(parent.command('who'))
    .argument('<viewer>', 'who asks')
    .argument('[user]', 'about whom')
    .description('what a viewer is told: about one user, or about every contact of theirs')
    .option('--at <instant>', `what was told then, and why: ${INSTANT_FORM}`, instant)
    .addOption(
      new Option('--past <past>', 'what was true, what the server held, what was shown').choices([
        'true',
        'held',
        'shown',
      ]),
    );
  withExamples(asking, 'who bob', 'who bob alice --past held').action(
    (viewer: string, user: string | undefined, options: WhoFlags) =>
      exitWith(() => {
        const isOver = options.at !== undefined || options.past !== undefined;
        return isOver ? was(viewer, user, options) : who(viewer, user, options);
      }),
  );
}

async function who(
  viewer: string,
  user: string | undefined,
  flags: OperatorOptions,
): Promise<void> {
  const { view } = await import('@liaison/domain');
  const items = await withOperator(flags, async (operator) => {
    if ((await accountStatus(operator, viewer)) !== 'registered') throw notRegistered(viewer);
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

type Explained = CommandResult<'availability', 'explain'>;

async function was(viewer: string, user: string | undefined, flags: WhoFlags): Promise<void> {
  if (user === undefined) {
    throw new CommandFailed(
      '--at and --past tell of one user',
      'name the user after the viewer: whom the viewer had as contacts then is not looked up',
      'usage',
    );
  }
  const { at, past } = flags;
  const result = await withOperator(flags, (operator) =>
    operator.send('availability', 'explain', {
      user,
      viewer,
      ...(at === undefined ? {} : { at }),
      ...(past === undefined ? {} : { past }),
    }),
  );
  if (flags.json === true) return printJson({ user, ...result });
  process.stdout.write(`${sentence(user, result as unknown as Explained)}\n`);
}

function sentence(user: string, told: Explained): string {
  const { viewer, at = '', state } = told;
  if ('told' in told)
    return `by ${at} ${viewer} had been told that ${user} is ${state}, at ${told.told}`;
  const { past, line, because, mode, uncertain } = told;
  const reason = `line ${line}: ${because}${mode === undefined ? '' : `, mode ${mode}`}`;
  const verb = past === 'held' ? `the server held for ${viewer}` : `it was true for ${viewer}`;
  const said = `at ${at} ${verb} that ${user} is ${state} (${reason})`;
  if (uncertain === undefined) return said;
  const lost = uncertain.terminals.map(({ terminal, since }) => `${terminal} since ${since}`);
  return `${said}\nuncertain: ${lost.join(', ')} was found lost later; without it ${uncertain.state}`;
}

async function contactsOf(operator: Operator, viewer: string): Promise<readonly string[]> {
  return (await askSelf(operator.bus, viewer)).contacts;
}

function notRegistered(viewer: string): CommandFailed {
  return new CommandFailed(
    `${viewer} is not a registered user`,
    'see `npx liaison user list`',
    'not-registered',
  );
}

async function stateOf(operator: Operator, user: string): Promise<StateDocument | undefined> {
  const subject = operator.bus.subjects.state(user);
  const stored = await operator.bus.jsm.streams.getMessage('STATE', { last_by_subj: subject });
  return stored === null ? undefined : stored.json<StateDocument>();
}
