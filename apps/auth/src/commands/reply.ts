import { type Refusal, limits, parseFactName, refusal } from '@liaison/contracts';

/** Whom a fact of an account registered, or completed. */
export function userOf(subject: string): { readonly user?: string } {
  const aggregate = parseFactName(subject);
  return aggregate?.kind === 'account' ? { user: aggregate.user } : {};
}

/** An id would say for ever who somebody is. */
export function idsAreOurs(): Refusal {
  const message = 'in production ids of users are made by the server';
  return refusal('not-permitted', { field: '/user', message });
}

/** Why a password may not be set; undefined: it may. */
export function tooShort(password: string): Refusal | undefined {
  const isLongEnough = Array.from(password).length >= limits.passwordCharsMin;
  return isLongEnough ? undefined : refusal('password-too-short', { field: '/password' });
}
