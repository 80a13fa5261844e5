import { type SettingDefinition, type Settings, settingDefinitions } from '@liaison/contracts';
import type { Environment } from '../environment.js';
import { refusedBecause } from './allowed.js';
import { nearMiss } from './near-miss.js';

/** Every variable with this prefix is ours; one we do not know is a slip that must not pass. */
const OURS = 'LIAISON_';
/** Ours, but read by others: the finder of the engine, and tests of their own. */
const HANDED_ON = ['LIAISON_NATS_SERVER'];
const HANDED_ON_PREFIX = 'LIAISON_TEST_';
/** Nobody may set these but tests, which say so. */
const FOR_TESTS = ['clockOffsetMs', 'clockFile', 'chanceSeed', 'crashAt'] as const;

type Outcome = { readonly value: string | number | boolean } | { readonly fault: string };

/** Settings that cannot be used: every fault at once, each naming the variable and what is allowed. */
export class WrongSettings extends Error {
  override readonly name = 'WrongSettings';
  constructor(readonly faults: readonly string[]) {
    super(`wrong settings:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
}

/** Reads and checks all settings. An empty variable counts as not set. Throws `WrongSettings`. */
export function readSettings(env: Environment): Settings {
  const faults: string[] = [];
  const values: Record<string, string | number | boolean> = {};
  for (const [name, definition] of Object.entries<SettingDefinition>(settingDefinitions)) {
    const outcome = readOne(definition, env[definition.env]);
    if ('fault' in outcome) faults.push(outcome.fault);
    else values[name] = outcome.value;
  }
  faults.push(...strangers(env));
  if (faults.length > 0) throw new WrongSettings(faults);
  const settings = values as Settings;
  checkTogether(settings);
  return settings;
}

/** What no setting can say alone. Throws `WrongSettings`. */
export function checkTogether(settings: Settings): void {
  const faults: string[] = [];
  const { masterKey, masterKeyFile, production, forTests } = settingDefinitions;
  for (const name of FOR_TESTS) {
    const { env, fallback } = settingDefinitions[name];
    const value = String(settings[name]);
    if (settings.forTests || value === fallback) continue;
    faults.push(`${env}=${value}: for tests alone, which set ${forTests.env}=true; unset it`);
  }
  if (settings.production && settings.forTests) {
    faults.push(`${forTests.env}=true: not allowed with ${production.env}=true; unset one of them`);
  }
  if (settings.masterKey !== '' && settings.masterKeyFile !== '') {
    faults.push(`${masterKey.env} and ${masterKeyFile.env}: only one of them may be set`);
  }
  if (faults.length > 0) throw new WrongSettings(faults);
}

function readOne(definition: SettingDefinition, given: string | undefined): Outcome {
  const text = given === '' ? definition.fallback : (given ?? definition.fallback);
  if (text === undefined) return { fault: `${definition.env}: must be set (${definition.about})` };
  if (text === '') return { value: '' };
  const allowed = refusedBecause(definition, text);
  if (allowed !== undefined) {
    const shown = definition.secret === true ? '(secret)' : text;
    return { fault: `${definition.env}=${shown}: ${allowed}` };
  }
  return { value: typed(definition.type, text) };
}

function typed(type: SettingDefinition['type'], text: string): string | number | boolean {
  switch (type) {
    case 'integer':
      return Number(text);
    case 'flag':
      return text === 'true';
    case 'text':
    case 'path':
      return text;
  }
}

function strangers(env: Environment): string[] {
  const known = Object.values(settingDefinitions).map((definition): string => definition.env);
  return Object.keys(env)
    .filter((name) => name.startsWith(OURS) && !known.includes(name))
    .filter((name) => !HANDED_ON.includes(name) && !name.startsWith(HANDED_ON_PREFIX))
    .map((name) => {
      const meant = nearMiss(name, known);
      return meant === undefined
        ? `${name}: no such setting; \`liaison config\` lists them`
        : `${name}: no such setting; ${meant} is one`;
    });
}
