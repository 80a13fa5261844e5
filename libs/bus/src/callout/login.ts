import type { ServicePermissions } from '@liaison/contracts';

/** Who wants to connect, as the engine asks; a signature is checked already. */
export type ServiceLogin = {
  /** The user's name: a service's id, if it is anybody's; empty: none was given. */
  readonly user: string;
} & (
  | { readonly kind: 'secret'; readonly secret: string }
  /** Public key whose seed the client has shown to hold. */
  | { readonly kind: 'nkey'; readonly publicKey: string }
);

/** `refused` is for our log alone: the client is told that it is refused, never why. */
export type LoginAnswer = ServicePermissions | { readonly refused: string };

/** Decides who a client is. What it throws refuses the client, too. */
export type AnswerLogin = (login: ServiceLogin) => Promise<LoginAnswer>;
