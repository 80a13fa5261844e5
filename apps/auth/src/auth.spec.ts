import { until } from '@liaison/bus/fixtures';
import { type AccessTokenClaims, accessToken, uuidV7 } from '@liaison/contracts';
import type { RunningBox } from '@liaison/runtime';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type JWK, createLocalJWKSet, jwtVerify } from 'jose';
import { RunningAuth } from './fixtures/running-auth.js';

const PASSWORD = 'correct horse battery';

describe('auth', () => {
  let auth: RunningAuth;
  let users = 0;
  let first: RunningBox;
  beforeAll(async () => {
    auth = await RunningAuth.start();
    first = await auth.replica();
  }, 30_000);
  afterAll(() => auth.stop(), 30_000);

  /** Somebody new, with a login of their own. */
  async function someone(): Promise<{ user: string; login: string }> {
    const login = `someone-${++users}@example.org`;
    const { user } = await auth.accepted('user.add', {
      login,
      displayName: 'Someone',
      password: PASSWORD,
    });
    return { user: user as string, login };
  }
  async function loggedIn(): Promise<{ user: string; token: string; refresh: string }> {
    const { login } = await someone();
    const result = await auth.accepted('auth.login', { login, password: PASSWORD });
    return result as { user: string; token: string; refresh: string };
  }

  describe('a user is registered', () => {
    it('under an id made for them, and can log in', async () => {
      const { user, login } = await someone();
      expect(user).toMatch(/^u[0-9a-z]{20}$/);
      const result = await auth.accepted('auth.login', { login, password: PASSWORD });
      expect(result).toMatchObject({ user });
    });

    it('once a login, however it is written', async () => {
      const { login } = await someone();
      const again = { login: login.toUpperCase(), displayName: 'Other', password: PASSWORD };
      expect(await auth.refused('user.add', again)).toBe('login-taken');
    });

    it('once a command, however often it is sent', async () => {
      const command = uuidV7(Date.now());
      const data = { login: 'repeated@example.org', displayName: 'R', password: PASSWORD };
      const answers = await Promise.all([1, 2, 3].map(() => auth.send('user.add', data, command)));
      answers.push(await auth.send('user.add', data, command));
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect(answers[0]).toMatchObject({ accepted: { result: { user: expect.anything() } } });
      await auth.accepted('auth.login', { login: data.login, password: PASSWORD });
    });

    it('under an id of the operator’s choice, once', async () => {
      const named = { user: 'alice', displayName: 'Alice', password: PASSWORD };
      const first = await auth.accepted('user.add', { ...named, login: 'alice@example.org' });
      expect(first).toEqual({ user: 'alice' });
      const other = { ...named, login: 'alice2@example.org' };
      expect(await auth.refused('user.add', other)).toBe('already-registered');
      // The refused one holds no login.
      const free = { login: other.login, displayName: 'A', password: PASSWORD };
      expect(await auth.accepted('user.add', free)).toHaveProperty('user');
    });

    it('by operators alone', async () => {
      const data = { login: 'x@example.org', displayName: 'X', password: PASSWORD };
      const request = { command: uuidV7(Date.now()), correlation: 'c', data };
      const reply = await auth.bus.requests.request(
        auth.bus.subjects.command('auth', 'user.add'),
        JSON.stringify({ ...request, actor: 'user/mallory/phone' }),
        { timeoutMs: 5_000 },
      );
      expect(reply.json()).toMatchObject({ refused: { code: 'not-permitted' } });
    });

    it('only with everything that is needed, and nothing else', async () => {
      const whole = { login: 'y@example.org', displayName: 'Y', password: PASSWORD };
      const { password: _, ...without } = whole;
      expect(await auth.refused('user.add', without)).toBe('malformed');
      expect(await auth.refused('user.add', { ...whole, admin: true })).toBe('malformed');
      expect(await auth.refused('user.add', { ...whole, user: 'a.b' })).toBe('malformed');
    });

    it('only with a password of at least eight characters', async () => {
      const short = { login: 'z@example.org', displayName: 'Z', password: 'ünlucky' };
      expect(await auth.refused('user.add', short)).toBe('password-too-short');
      const enough = { ...short, password: 'ünluckyé' };
      const { user } = await auth.accepted('user.add', enough);
      const { login, password } = enough;
      expect(await auth.accepted('auth.login', { login, password })).toMatchObject({ user });
    });

    it('and is listed with their login', async () => {
      const { user, login } = await someone();
      const { items } = await auth.accepted('user.list', { after: user.slice(0, -1), max: 1 });
      expect(items).toEqual([
        { user, status: 'registered', terminals: 0, login, displayName: 'Someone' },
      ]);
    });
  });

  describe('a login', () => {
    it('nobody has and a wrong password are one answer', async () => {
      const { login } = await someone();
      const wrong = await auth.send('auth.login', { login, password: 'wrong' });
      const unknown = await auth.send('auth.login', { login: 'no@body', password: 'wrong' });
      expect(wrong).toEqual(unknown);
      expect(wrong).toMatchObject({
        refused: {
          code: 'not-authenticated',
          message: 'the login or the password is wrong',
          fix: 'check both; an operator can give a new password',
        },
      });
    });

    it('gives a token that every gateway can verify with auth’s keys', async () => {
      const { user, token } = await loggedIn();
      const { keys } = await auth.accepted('auth.keys', {});
      expect(JSON.stringify(keys)).not.toContain('"d"');
      const { payload, protectedHeader } = await jwtVerify<AccessTokenClaims>(
        token,
        createLocalJWKSet({ keys: keys as unknown as JWK[] }),
        {
          algorithms: [accessToken.algorithm],
          typ: accessToken.type,
          issuer: accessToken.issuer,
          audience: accessToken.audiences.terminal,
        },
      );
      expect(payload.sub).toBe(user);
      expect(payload.exp - payload.iat).toBe(300);
      expect(protectedHeader.kid).toBe((keys as unknown as JWK[])[0]?.kid);
    });

    it('opens a family of tokens, at most 32 credentials, the oldest retired', async () => {
      const { login } = await someone();
      const first = await auth.accepted('auth.login', { login, password: PASSWORD });
      for (let more = 0; more < 31; more++) {
        await auth.accepted('auth.login', { login, password: PASSWORD });
      }
      expect(await auth.refused('auth.refresh', { refresh: first['refresh'] })).toBe(
        'not-authenticated',
      );
    }, 20_000);
  });

  describe('a refresh token', () => {
    it('is used once, and gives the next', async () => {
      const { user, refresh } = await loggedIn();
      const next = await auth.accepted('auth.refresh', { refresh });
      expect(next).toMatchObject({ user, token: expect.any(String) });
      expect(next['refresh']).not.toBe(refresh);
      expect(await auth.accepted('auth.refresh', { refresh: next['refresh'] })).toBeDefined();
    });

    it('may be sent again at once, by somebody whose answer was lost', async () => {
      const { refresh } = await loggedIn();
      await auth.accepted('auth.refresh', { refresh });
      const again = await auth.accepted('auth.refresh', { refresh });
      expect(await auth.accepted('auth.refresh', { refresh: again['refresh'] })).toBeDefined();
    });

    it('used a third time ends its family, also for who holds the newest', async () => {
      const { refresh } = await loggedIn();
      await auth.accepted('auth.refresh', { refresh });
      const newest = await auth.accepted('auth.refresh', { refresh });
      expect(await auth.refused('auth.refresh', { refresh })).toBe('not-authenticated');
      expect(await auth.refused('auth.refresh', { refresh: newest['refresh'] })).toBe(
        'not-authenticated',
      );
    });

    it('made up is refused and ends nobody’s family', async () => {
      const { refresh } = await loggedIn();
      const forged = `${refresh.slice(0, -2)}xx`;
      expect(await auth.refused('auth.refresh', { refresh: forged })).toBe('not-authenticated');
      expect(await auth.accepted('auth.refresh', { refresh })).toBeDefined();
    });
  });

  describe('a terminal', () => {
    const phone = { kind: 'phone', label: 'Téléphone' };

    it('is enrolled, listed and removed', async () => {
      const { user } = await someone();
      const { terminal } = await auth.accepted('terminal.enrol', { user, ...phone });
      expect(await auth.accepted('terminal.list', { user })).toEqual({
        items: [{ terminal, ...phone, connected: false }],
      });
      expect(await auth.accepted('terminal.remove', { user, terminal })).toEqual({ changed: true });
      expect(await auth.accepted('terminal.list', { user })).toEqual({ items: [] });
      expect(await auth.refused('terminal.remove', { user, terminal })).toBe('unknown-terminal');
    });

    it('is enrolled once a command', async () => {
      const { user } = await someone();
      const command = uuidV7(Date.now());
      const first = await auth.send('terminal.enrol', { user, ...phone }, command);
      expect(await auth.send('terminal.enrol', { user, ...phone }, command)).toEqual(first);
      expect(await auth.accepted('terminal.list', { user })).toHaveProperty('items.length', 1);
    });

    it('is one of ten at most', async () => {
      const { user } = await someone();
      for (let terminals = 0; terminals < 10; terminals++) {
        await auth.accepted('terminal.enrol', { user, ...phone });
      }
      expect(await auth.refused('terminal.enrol', { user, ...phone })).toBe('too-many-terminals');
    });

    it('of nobody is not enrolled', async () => {
      expect(await auth.refused('terminal.enrol', { user: 'nobody', ...phone })).toBe(
        'not-registered',
      );
    });
  });

  it('signs with the same key in every replica', async () => {
    const before = await auth.accepted('auth.keys', {});
    const second = await auth.replica();
    await first.stop();
    expect(await auth.accepted('auth.keys', {})).toEqual(before);
    // Partitions move meanwhile.
    await until('ready', async () => (await fetch(`${second.url}/ready`)).ok);
  });
});
