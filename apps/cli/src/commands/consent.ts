import type { CommandResult } from '@liaison/contracts';
import type { Command } from 'commander';
import { accountStatus } from '../account-status.js';
import type { ChangeFlags } from '../changing.js';
import { exitWith } from '../failure.js';
import { type Family, type OperatorFlags, familyOf, repeatable } from '../family.js';
import { instant } from '../instants.js';
import { type OperatorOptions, withOperator } from '../operator.js';
import { printJson, printTable } from '../output.js';

interface GrantFlags extends ChangeFlags {
  readonly expires?: string;
}

type Consent = CommandResult<'availability', 'authorisation.list'>['items'][number];

/** A change that an owner makes about a viewer, and the words that say it is made. */
interface Decision {
  readonly name: string;
  readonly verb: string;
  readonly about: string;
  readonly done: (owner: string, viewer: string) => string;
}

const DECISIONS: readonly Decision[] = [
  {
    name: 'deny',
    verb: 'authorisation.deny',
    about: 'deny a request, and end a grant',
    done: (owner, viewer) => `${viewer} may not see ${owner}`,
  },
  {
    name: 'withdraw',
    verb: 'authorisation.withdraw',
    about: 'end a grant',
    done: (owner, viewer) => `${viewer} may not see ${owner} any more`,
  },
  {
    name: 'block',
    verb: 'contact.block',
    about: 'hide an owner from a viewer, whatever was granted',
    done: (owner, viewer) => `${owner} is hidden from ${viewer}`,
  },
  {
    name: 'unblock',
    verb: 'contact.unblock',
    about: 'end a block; a grant from before is in force again',
    done: (owner, viewer) => `${owner} is not hidden from ${viewer} any more`,
  },
];

/** `liaison consent list|asked|grant|deny|withdraw|block|unblock`: who may see whom. */
export function consentCommand(parent: Command, flags: OperatorFlags): void {
  const consent = familyOf(parent.command('consent'), 'who may see whom', flags);
  readings(consent);
  const granting = consent({
    name: 'grant',
    about: 'let a viewer see what the profile of an owner shows them',
    example: 'consent grant alice bob --expires 2030-01-01T00:00:00Z',
  })
    .argument('<owner>', 'whose consent it is')
    .argument('<viewer>', 'who may see')
    .option('--expires <instant>', 'until then (else for good)', instant);
  repeatable(granting).action((owner: string, viewer: string, options: GrantFlags) =>
    exitWith(() => grant(owner, viewer, options)),
  );
  for (const decision of DECISIONS) decisionCommand(consent, decision);
}

function readings(consent: Family): void {
  consent({
    name: 'list',
    about: "an owner's decisions, and the requests that await one",
    example: 'consent list alice',
  })
    .argument('<owner>', 'whose consents they are')
    .action((owner: string, options: OperatorOptions) => exitWith(() => list(owner, options)));
  consent({
    name: 'asked',
    about: 'who asked an owner for authorisation and awaits an answer',
    example: 'consent asked alice',
  })
    .argument('<owner>', 'whom they asked')
    .action((owner: string, options: OperatorOptions) =>
      exitWith(() => list(owner, options, 'pending')),
    );
}

function decisionCommand(consent: Family, { name, verb, about, done }: Decision): void {
  const deciding = consent({ name, about, example: `consent ${name} alice bob` })
    .argument('<owner>', 'whose consent it is')
    .argument('<viewer>', 'whom it is about');
  repeatable(deciding).action((owner: string, viewer: string, options: ChangeFlags) =>
    exitWith(() => decide(verb, { user: owner, viewer }, done(owner, viewer), options)),
  );
}

function grant(owner: string, viewer: string, flags: GrantFlags): Promise<void> {
  const { expires } = flags;
  const data = { user: owner, viewer, ...(expires === undefined ? {} : { expires }) };
  const until = expires === undefined ? '' : ` until ${expires}`;
  return decide('authorisation.grant', data, `${viewer} may see ${owner}${until}`, flags);
}

/** An id is not looked up to decide about it; whether it is anybody's is said afterwards. */
async function decide(
  verb: string,
  data: { readonly user: string; readonly viewer: string },
  done: string,
  flags: ChangeFlags,
): Promise<void> {
  const { viewer } = data;
  const { result, status } = await withOperator(flags, async (operator) => ({
    result: await operator.change('availability', verb, data, flags.command),
    status: await accountStatus(operator, viewer),
  }));
  if (flags.json === true) return printJson({ ...result, viewerStatus: status });
  process.stdout.write(`${done}\n`);
  if (status !== 'absent') return;
  process.stdout.write(
    `nobody with the id ${viewer} is registered yet; it holds once somebody is\n`,
  );
}

async function list(owner: string, flags: OperatorOptions, state?: string): Promise<void> {
  const result = await withOperator(flags, (operator) =>
    operator.send('availability', 'authorisation.list', { user: owner }),
  );
  const all = result['items'] as unknown as readonly Consent[];
  const items = state === undefined ? all : all.filter((item) => item.state === state);
  if (flags.json === true) return printJson({ owner, items });
  printTable(
    ['VIEWER', 'STANDING', 'SINCE', 'EXPIRES'],
    items.map((item) => [item.user, item.state, item.at, item.expires ?? '-']),
  );
}
