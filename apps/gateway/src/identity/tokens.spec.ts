import { type KeyObject, createHmac, generateKeyPairSync } from 'node:crypto';
import { type Refusal, accessToken, refusal } from '@liaison/contracts';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { Tokens } from './tokens.js';

const now = Date.parse('2026-01-05T08:00:00.000Z');
const ours = generateKeyPairSync('ed25519');
const theirs = generateKeyPairSync('ed25519');

interface Change {
  readonly header?: Record<string, unknown>;
  readonly claims?: Record<string, unknown>;
  readonly key?: KeyObject;
}

function token({ header = {}, claims = {}, key = ours.privateKey }: Change = {}): Promise<string> {
  const whole = {
    iss: accessToken.issuer,
    aud: accessToken.audiences.terminal,
    sub: 'alice',
    family: 'f',
    exp: now / 1_000 + 300,
    ...claims,
  };
  return new SignJWT(whole)
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'k1', ...header })
    .sign(key);
}

describe('a token is what auth signed for terminals', () => {
  let asked: string[];
  let answer: KeyObject | Refusal | undefined;
  let ms: number;
  let tokens: Tokens;
  beforeEach(() => {
    asked = [];
    answer = ours.publicKey;
    ms = now;
    const keyOf = (kid: string) => Promise.resolve((asked.push(kid), answer));
    tokens = new Tokens({ keyOf }, { ms: () => ms });
  });
  const codeOf = async (text: string) => {
    const verified = await tokens.verify(text);
    return 'refused' in verified ? verified.refused.code : verified.user;
  };

  it('good until it ends, its signature verified once', async () => {
    const text = await token();
    expect(await tokens.verify(text)).toEqual({
      user: 'alice',
      family: 'f',
      endsMs: now + 300_000,
    });
    expect(await codeOf(text)).toBe('alice');
    expect(asked).toEqual(['k1']);
    ms = now + 300_000;
    expect(await codeOf(text)).toBe('not-authenticated');
  });

  it.each<[string, Change]>([
    ['signed by somebody else', { key: theirs.privateKey }],
    ['of another type', { header: { typ: 'JWT' } }],
    ['with an extension that must be understood', { header: { b64: true, crit: ['b64'] } }],
    ['without a key id', { header: { kid: undefined } }],
    ['of another issuer', { claims: { iss: 'nobody' } }],
    ['for another audience', { claims: { aud: 'liaison/operator' } }],
    ['for several audiences', { claims: { aud: [accessToken.audiences.terminal] } }],
    ['without a user', { claims: { sub: undefined } }],
    ['for what is no id', { claims: { sub: 'alice.>' } }],
    ['without an end', { claims: { exp: undefined } }],
    ['that has ended', { claims: { exp: now / 1_000 } }],
  ])('refused: %s', async (_what, change) => {
    expect(await codeOf(await token(change))).toBe('not-authenticated');
  });

  it('refused: another algorithm, with our public key as its secret', async () => {
    const [, body] = (await token()).split('.');
    const head = Buffer.from('{"alg":"HS256","typ":"at+jwt","kid":"k1"}').toString('base64url');
    const secret = ours.publicKey.export({ format: 'pem', type: 'spki' });
    const mac = createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url');
    expect(await codeOf(`${head}.${body}.${mac}`)).toBe('not-authenticated');
    const none = Buffer.from('{"alg":"none","typ":"at+jwt","kid":"k1"}').toString('base64url');
    expect(await codeOf(`${none}.${body}.`)).toBe('not-authenticated');
  });

  it.each(['', '.', '..', 'a.b.c', 'x'.repeat(100)])('refused: %s', async (text) => {
    expect(await codeOf(text)).toBe('not-authenticated');
  });

  it('refused: a good one with a fourth part, or one changed character', async () => {
    const text = await token();
    expect(await codeOf(`${text}.x`)).toBe('not-authenticated');
    const [head, body, signature] = text.split('.');
    const changed = body?.startsWith('eyJpc3') ? `eyJpc4${body.slice(6)}` : body;
    expect(await codeOf(`${head}.${changed}.${signature}`)).toBe('not-authenticated');
  });

  it('nobody is let in where auth does not say its keys', async () => {
    answer = refusal('unavailable');
    expect(await codeOf(await token())).toBe('unavailable');
    answer = undefined;
    expect(await codeOf(await token())).toBe('not-authenticated');
  });
});
