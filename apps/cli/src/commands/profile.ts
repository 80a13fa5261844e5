import type { CommandResult } from '@liaison/contracts';
import { type Command, Option } from 'commander';
import { type ChangeFlags, change } from '../changing.js';
import { exitWith } from '../failure.js';
import { type Family, type OperatorFlags, familyOf, repeatable } from '../family.js';
import { wholeNumber } from '../flags.js';
import { INSTANT_FORM, instant, untilWhen } from '../instants.js';
import { type OperatorOptions, withOperator } from '../operator.js';
import { printJson, printTable } from '../output.js';
import { PREVIEW_DAYS_MAX } from '../preview/days.js';
import type { PreviewFlags } from '../preview/preview-draft.js';

interface UploadFlags extends ChangeFlags {
  readonly user: string;
  readonly expectedVersion?: number;
}

interface ActivateFlags extends ChangeFlags {
  readonly mode?: string;
  readonly until?: string;
}

type Listed = CommandResult<'availability', 'profile.list'>['items'][number];

type Shown = CommandResult<'availability', 'profile.get'>;

const INDENT = 2;
const VERSION_MAX = Number.MAX_SAFE_INTEGER;

/** `liaison profile list|show|upload|preview|activate|deactivate|delete`. */
export function profileCommand(parent: Command, flags: OperatorFlags): void {
  const profile = familyOf(parent.command('profile'), 'what users upload', flags);
  readings(profile);
  previewing(profile);
  uploading(profile);
  activation(profile);
}

function readings(profile: Family): void {
  profile({
    name: 'list',
    about: "a user's profiles, and which of them is active",
    example: 'profile list alice',
  })
    .argument('<user>', 'their id')
    .action((user: string, options: OperatorOptions) => exitWith(() => list(user, options)));
  profile({
    name: 'show',
    about: 'a profile document as it was uploaded, and its version',
    example: 'profile show alice work',
  })
    .argument('<user>', 'their id')
    .argument('<profile>', 'an id of `liaison profile list`')
    .action((user: string, id: string, options: OperatorOptions) =>
      exitWith(() => show(user, id, options)),
    );
}

function previewing(profile: Family): void {
  profile({
    name: 'preview',
    about: 'what a draft would tell each contact over the next days; nothing is stored',
    example: 'profile preview work.json --user alice --from 2027-03-26T00:00:00Z',
  })
    .argument('<file>', 'a profile document, JSON')
    .requiredOption('--user <user>', 'whose draft it is')
    .option('--viewer <user...>', 'about these viewers too, contacts or not')
    .addOption(
      new Option(
        '--days <n>',
        'for so many days (otherwise 7, or as far as can be told at once)',
      ).argParser(wholeNumber('a number of days', 1, PREVIEW_DAYS_MAX)),
    )
    .option('--from <instant>', `begin then instead of now: ${INSTANT_FORM}`, instant)
    .action((file: string, options: PreviewFlags) =>
      exitWith(async () => {
        const { previewDraft } = await import('../preview/preview-draft.js');
        await previewDraft(file, options);
      }),
    );
}

function uploading(profile: Family): void {
  const upload = profile({
    name: 'upload',
    about: 'store a whole profile document for a user',
    example: 'profile upload work.json --user alice --expected-version 1',
  })
    .argument('<file>', 'a profile document, JSON')
    .requiredOption('--user <user>', 'whose profile it is')
    .addOption(
      new Option(
        '--expected-version <n>',
        'the version it takes the place of (else it must be new)',
      ).argParser(wholeNumber('a version', 1, VERSION_MAX)),
    );
  repeatable(upload).action((file: string, options: UploadFlags) =>
    exitWith(() => store(file, options)),
  );
  const deleting = profile({
    name: 'delete',
    about: 'delete a profile that is not active',
    example: 'profile delete alice old',
  })
    .argument('<user>', 'their id')
    .argument('<profile>', 'an id of `liaison profile list`');
  repeatable(deleting).action((user: string, id: string, options: ChangeFlags) =>
    exitWith(() =>
      change(options, `profile ${id} of ${user} is deleted`, (operator) =>
        operator.change('availability', 'profile.delete', { user, profile: id }, options.command),
      ),
    ),
  );
}

function activation(profile: Family): void {
  const activating = profile({
    name: 'activate',
    about: "make a profile the user's active one, and with it a mode",
    example: 'profile activate alice work --mode office',
  })
    .argument('<user>', 'their id')
    .argument('<profile>', 'an id of `liaison profile list`')
    .option('--mode <mode>', 'a mode of it to activate by hand')
    .option('--until <when>', 'next-change, cleared, or an instant (else cleared)', untilWhen);
  repeatable(activating).action((user: string, id: string, options: ActivateFlags) =>
    exitWith(() => activate(user, id, options)),
  );
  const deactivating = profile({
    name: 'deactivate',
    about: 'leave a user without an active profile: whoever asks is told unknown',
    example: 'profile deactivate alice work',
  })
    .argument('<user>', 'their id')
    .argument('<profile>', 'the active one');
  repeatable(deactivating).action((user: string, id: string, options: ChangeFlags) =>
    exitWith(() =>
      change(options, `profile ${id} of ${user} is not active any more`, (operator) =>
        operator.change(
          'access-monitor',
          'profile.deactivate',
          { user, profile: id },
          options.command,
        ),
      ),
    ),
  );
}

async function list(user: string, flags: OperatorOptions): Promise<void> {
  const result = await withOperator(flags, (operator) =>
    operator.send('availability', 'profile.list', { user }),
  );
  if (flags.json === true) return printJson({ user, ...result });
  printTable(
    ['PROFILE', 'LABEL', 'VERSION', 'ACTIVE'],
    (result['items'] as unknown as readonly Listed[]).map(({ profile, label, version, active }) => [
      profile,
      label,
      String(version),
      active ? 'yes' : '-',
    ]),
  );
}

/** The document on standard output, so that it can be edited and uploaded again; beside it its version. */
async function show(user: string, profile: string, flags: OperatorOptions): Promise<void> {
  const result = await withOperator(flags, (operator) =>
    operator.send('availability', 'profile.get', { user, profile }),
  );
  const [{ inOrderOf }, { rpcMethod }] = await Promise.all([
    import('../documents/document-order.js'),
    import('@liaison/contracts'),
  ]);
  const shown = inOrderOf(rpcMethod('profile.get').result, result) as Shown;
  if (flags.json === true) return printJson(shown);
  process.stdout.write(`${JSON.stringify(shown.profile, undefined, INDENT)}\n`);
  process.stderr.write(`profile ${profile} of ${user}, version ${shown.version}\n`);
}

async function store(file: string, flags: UploadFlags): Promise<void> {
  const { objectIn } = await import('../documents/json-file.js');
  const profile = await objectIn(file);
  const { user, expectedVersion } = flags;
  const expected = expectedVersion === undefined ? {} : { expectedVersion };
  const result = await withOperator(flags, (operator) =>
    operator.change(
      'availability',
      'profile.upload',
      { user, profile, ...expected },
      flags.command,
    ),
  );
  if (flags.json === true) return printJson(result);
  const { profile: id, version } = result as { profile: string; version: number };
  process.stdout.write(`profile ${id} of ${user} stored as version ${version}\n`);
}

function activate(user: string, profile: string, flags: ActivateFlags): Promise<void> {
  const { mode, until, command } = flags;
  const more = {
    ...(mode === undefined ? {} : { mode }),
    ...(until === undefined ? {} : { until }),
  };
  const done = `profile ${profile} of ${user} is active`;
  return change(flags, mode === undefined ? done : `${done}, in mode ${mode}`, (operator) =>
    operator.change('access-monitor', 'profile.activate', { user, profile, ...more }, command),
  );
}
