import { factTypeTable } from './catalogue.js';
import type { FactBody } from './fact-type.js';
import { wholeType } from './fact-type.js';

/** Key of FACTS' metadata that says which version of a type may be written; absent: the first. */
export const versionMetadata = (type: string): string => `liaison-version-${type}`;

/** Which version of a type may be written, as FACTS' metadata says; never one we do not know. */
export function versionToWrite(
  type: string,
  metadata: Readonly<Record<string, string>> | undefined,
): number {
  const said = Number(metadata?.[versionMetadata(type)] ?? 1);
  return Math.min(factTypeTable.of(type).version, Number.isSafeInteger(said) ? said : 1);
}

/** The newest version of a type that we know. */
export const versionKnown = (type: string): number => factTypeTable.of(type).version;

/** A body of today's version as of an older one, with the type it is then of: for readers who know no more. */
export function asVersion(
  type: string,
  version: number,
  body: FactBody,
): FactBody & { readonly type: string } {
  return { type: wholeType(type, version), ...factTypeTable.older(type, version, body) };
}
