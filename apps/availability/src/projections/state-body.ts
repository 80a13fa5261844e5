import { canonicalJson } from '@liaison/contracts';
import type { StateDocument } from '@liaison/domain';

/** What STATE says of a user, canonical, without `src`: two equal ones tell every viewer the same. */
export function stateBody(document: StateDocument): string {
  return canonicalJson(document);
}

/** Where canonical order puts `src`: no member before it can hold this text, ids have no quotes. */
const BEHIND_SRC = '"status":';
const SRC = /"src":(\d+),(?="status":)/;

/** The body as stored: canonical still, with the FACTS sequence it was made at. */
export function withSrc(body: string, src: number): string {
  const at = body.indexOf(BEHIND_SRC);
  return `${body.slice(0, at)}"src":${src},${body.slice(at)}`;
}

/** The FACTS sequence a stored body was made at; 0: it says none. */
export function srcOf(stored: string): number {
  return Number(SRC.exec(stored)?.[1] ?? 0);
}

/** The inverse of `withSrc`. */
export function withoutSrc(stored: string): string {
  return stored.replace(SRC, '');
}
