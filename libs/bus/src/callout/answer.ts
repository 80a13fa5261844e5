import { type KeyObject, randomUUID, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ServicePermissions } from '@liaison/contracts';
import { BusAway } from '../errors.js';
import type { LoginAnswer } from './login.js';
import { signingKey } from './nkey.js';
import type { CalloutRequest } from './request.js';

/** The account a client that is let in lives in. */
const ACCOUNT = 'SERVICES';
/** A service may answer a call once, within this time (nanoseconds), wherever the answer goes. */
const REPLIES = { max: 1, ttl: 30_000_000_000 };
/** Subscriptions one connection may hold. */
const SUBSCRIPTIONS_MAX = 256;
const NO_LIMIT = -1;

const HEADER = part({ typ: 'JWT', alg: 'ed25519-nkey' });

/** Signs what the engine is answered: two JWTs, the client's permissions inside the answer. */
export class CalloutSigner {
  private constructor(
    private readonly key: KeyObject,
    private readonly issuer: string,
    private readonly account: string,
  ) {}

  /** Throws `BusAway` where the file holds no seed of an account. */
  static async read(seedFile: string, account = ACCOUNT): Promise<CalloutSigner> {
    try {
      const seed = (await readFile(seedFile, 'utf8')).trim();
      const { key, publicKey } = signingKey(new TextEncoder().encode(seed));
      if (!publicKey.startsWith('A')) throw new Error('it is the seed of something else');
      return new CalloutSigner(key, publicKey, account);
    } catch (cause) {
      throw new BusAway(
        `the seed file ${seedFile} cannot be used; set LIAISON_NATS_ISSUER_SEED_FILE to the file with the account seed that signs what services may do`,
        { cause },
      );
    }
  }

  /** The answer to a request, ready to be sent. A refusal tells no reason: the client would see it. */
  sign(request: CalloutRequest, answer: LoginAnswer): string {
    const said =
      'refused' in answer
        ? { error: 'refused' }
        : { jwt: this.jwt(request.userKey, this.account, userOf(answer)) };
    const nats = { ...said, type: 'authorization_response', version: 2 };
    return this.jwt(request.userKey, request.server, { nats });
  }

  private jwt(subject: string, audience: string, more: object): string {
    const claims = {
      jti: randomUUID(),
      iat: Math.floor(Date.now() / 1000),
      iss: this.issuer,
      sub: subject,
      aud: audience,
      ...more,
    };
    const text = `${HEADER}.${part(claims)}`;
    return `${text}.${sign(null, Buffer.from(text), this.key).toString('base64url')}`;
  }
}

function userOf({ service, publish, subscribe }: ServicePermissions): object {
  return {
    name: service,
    nats: {
      pub: { allow: publish },
      sub: { allow: subscribe },
      resp: REPLIES,
      subs: SUBSCRIPTIONS_MAX,
      data: NO_LIMIT,
      payload: NO_LIMIT,
      type: 'user',
      version: 2,
    },
  };
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
