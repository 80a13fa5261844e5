import { type SettingDefinition, type Settings, settingDefinitions } from '@liaison/contracts';

/** One line of `liaison config`. */
export interface SettingRow {
  readonly env: string;
  /** As it holds now; a secret is `(set)` or empty. */
  readonly value: string;
  /** Empty: none, or nothing by default. */
  readonly default: string;
  readonly about: string;
}

const SECRET_SHOWN = '(set)';

/** Every setting there is, in the order of their definition, secrets masked. */
export function settingsTable(settings: Settings): SettingRow[] {
  return Object.entries<SettingDefinition>(settingDefinitions).map(([name, definition]) => {
    const value = String(settings[name as keyof Settings]);
    return {
      env: definition.env,
      value: definition.secret === true && value !== '' ? SECRET_SHOWN : value,
      default: definition.fallback ?? '',
      about: definition.about,
    };
  });
}
