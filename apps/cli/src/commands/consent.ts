import type { CommandResult } from '@liaison/contracts';
import type { Command } from 'commander';
import { type ChangeFlags, change } from '../changing.js';
import { exitWith } from '../failure.js';
import { type Family, type OperatorFlags, familyOf, repeatable } from '../family.js';
import { instant } from '../instants.js';
import { type OperatorOptions, withOperator } from '../operator.js';
import { printJson, printTable } from '../output.js';

interface GrantFlags extends ChangeFlags {
  readonly expires?: string;
}

type Standing = CommandResult<'availability', 'authorisation.list'>['items'][number];

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
    exitWith(() =>
      change(options, done(owner, viewer), (operator) =>
        operator.change('availability', verb, { user: owner, viewer }, options.command),
      ),
    ),
  );
}

function grant(owner: string, viewer: string, flags: GrantFlags): Promise<void> {
  const { expires } = flags;
  const data = { user: owner, viewer, ...(expires === undefined ? {} : { expires }) };
  const until = expires === undefined ? '' : ` until ${expires}`;
  return change(flags, `${viewer} may see ${owner}${until}`, (operator) =>
    operator.change('availability', 'authorisation.grant', data, flags.command),
  );
}

async function list(owner: string, flags: OperatorOptions, state?: string): Promise<void> {
  const result = await withOperator(flags, (operator) =>
    operator.send('availability', 'authorisation.list', { user: owner }),
  );
  const all = result['items'] as unknown as readonly Standing[];
  const items = state === undefined ? all : all.filter((item) => item.state === state);
  if (flags.json === true) return printJson({ owner, items });
  printTable(
    ['VIEWER', 'STANDING', 'SINCE', 'EXPIRES'],
    items.map((item) => [item.user, item.state, item.at, item.expires ?? '-']),
  );
}
