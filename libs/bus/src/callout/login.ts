/** Who wants to connect, as the engine asks; a signature is checked already. */
export type ServiceLogin = {
  /** The user's name: a service's id, if it is anybody's; empty: none was given. */
  readonly user: string;
} & (
  | { readonly kind: 'secret'; readonly secret: string }
  /** Public key whose seed the client has shown to hold. */
  | { readonly kind: 'nkey'; readonly publicKey: string }
);

/** What a client may do in the account SERVICES. */
export interface ServicePermissions {
  /** The service's id: the name the engine knows the connection by from now on. */
  readonly service: string;
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/** `refused` is for our log alone: the client is told that it is refused, never why. */
export type LoginAnswer = ServicePermissions | { readonly refused: string };

/** Decides who a client is. What it throws refuses the client, too. */
export type AnswerLogin = (login: ServiceLogin) => Promise<LoginAnswer>;
