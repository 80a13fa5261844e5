import { accessSync, constants } from 'node:fs';
import type { SettingDefinition } from '@liaison/contracts';

/** What is allowed, where `text` is not; undefined where it is. */
export function refusedBecause(definition: SettingDefinition, text: string): string | undefined {
  switch (definition.type) {
    case 'integer':
      return integerFault(definition, text);
    case 'flag':
      return text === 'true' || text === 'false' ? undefined : 'must be true or false';
    case 'path':
      return pathFault(text);
    case 'text':
      return textFault(definition, text);
  }
}

function integerFault(definition: SettingDefinition, text: string): string | undefined {
  const { min = -Infinity, max = Infinity } = definition;
  const value = Number(text);
  const whole = /^-?\d{1,16}$/.test(text) && Number.isSafeInteger(value);
  if (whole && value >= min && value <= max) return undefined;
  const range = Number.isFinite(max) ? ` from ${min} to ${max}` : '';
  return `must be a whole number${range}`;
}

function textFault({ oneOf, pattern, says }: SettingDefinition, text: string): string | undefined {
  if (oneOf !== undefined && !oneOf.includes(text)) return `must be one of ${oneOf.join(', ')}`;
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(text)) {
    return `must be ${says ?? pattern}`;
  }
  return undefined;
}

function pathFault(path: string): string | undefined {
  try {
    accessSync(path, constants.R_OK);
    return undefined;
  } catch (error) {
    return `must be a file this process can read (${(error as NodeJS.ErrnoException).code})`;
  }
}
