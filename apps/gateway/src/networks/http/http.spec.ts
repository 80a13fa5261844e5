import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NobodyThere } from '@liaison/bus';
import { Line } from '@liaison/bus/fixtures';
import { limits } from '@liaison/contracts';
import type { RunningBox } from '@liaison/runtime';
import { House } from '../../fixtures/house.js';
import { type HttpAnswer, fetchHttp, sayRaw } from '../../fixtures/http-wire.js';

const ORIGIN = 'https://phone.example';
const LIST = '{"jsonrpc":"2.0","id":7,"method":"profile.list"}';
const codeOf = ({ body }: HttpAnswer): string =>
  (JSON.parse(body) as { error?: { data: { code: string } } }).error?.data.code ?? 'accepted';
const textOf = (bytes: number): string => `"${'x'.repeat(bytes)}"`;

describe('the network http', () => {
  let house: House;
  let other: RunningBox;
  let line: Line;
  beforeAll(async () => {
    house = await House.open({ origins: ORIGIN });
    const port = Number(new URL(house.stage.settings.natsUrl).port);
    line = await Line.to(port);
    other = await house.addGateway({ natsUrl: `nats://127.0.0.1:${line.port}` });
    house.others.answers.set('profile.list', () => ({ accepted: { result: { items: [] } } }));
  });
  afterAll(async () => {
    await house.close();
    await line.stop();
  });

  const connected = async (user: string) => house.connect(house.overHttp(), user);
  const get = (path: string, headers: Record<string, string> = {}): Promise<HttpAnswer> =>
    fetchHttp(`${house.gateway.url}${path}`, { headers });
  const open = (headers: Record<string, string>) => get('/terminal/stream', headers);
  const post = (body: string, headers: Record<string, string> = {}): Promise<HttpAnswer> =>
    fetchHttp(`${house.gateway.url}/terminal/rpc`, { method: 'POST', headers }, body);

  it('takes a request at another gateway than the stream’s, and answers it once', async () => {
    const terminal = await connected('ann');
    terminal.wire.url = other.url;
    expect((await terminal.ask('profile.list')).result).toEqual({ items: [] });
    const command = '019b8d2b-8c00-7b2a-8000-000000000001';
    await terminal.ask('mode.activate', { mode: 'office', command });
    expect(house.others.of('mode.activate')).toMatchObject([
      { command, actor: 'user/ann/ann-1', data: { user: 'ann', mode: 'office' } },
    ]);
    expect(await terminal.codeOf('mode.activate', { mode: '' })).toBe('malformed');
    const leave = await terminal.wire.post(LIST.replace('profile.list', 'terminal.disconnect'));
    expect(JSON.parse(leave.body)).toMatchObject({ id: 7, result: {} });
    await terminal.ended;
    expect(codeOf(await terminal.wire.post(LIST))).toBe('not-connected');
  });

  it('counts what a terminal asks at all gateways together', async () => {
    const terminal = await connected('ben');
    const codes: string[] = [];
    const ask = async (url: string): Promise<void> => {
      terminal.wire.url = url;
      const asked = Array.from({ length: 40 }, () => terminal.codeOf('profile.list'));
      codes.push(...(await Promise.all(asked)));
    };
    await ask(house.gateway.url);
    await ask(other.url);
    const limited = codes.filter((code) => code === 'too-many-requests');
    expect(limited.length).toBeGreaterThan(5);
    expect(codes.filter((code) => code === 'accepted').length).toBeGreaterThanOrEqual(59);
  });

  it('knows no connection by an id that is not the user’s current one', async () => {
    const terminal = await connected('cal');
    const { connection } = terminal.wire;
    const asked = async (url: string, id: string, user: string): Promise<string> => {
      const authorization = `Bearer ${await house.others.token(user)}`;
      const headers = { authorization, 'liaison-connection': id };
      return codeOf(await fetchHttp(`${url}/terminal/rpc`, { method: 'POST', headers }, LIST));
    };
    for (const { url } of [house.gateway, other]) {
      expect(await asked(url, connection, 'eve')).toBe('not-connected');
      expect(await asked(url, 'f'.repeat(24), 'cal')).toBe('not-connected');
      expect(await asked(url, 'a.>', 'cal')).toBe('not-connected');
    }
    const again = await connected('cal');
    await terminal.ended;
    expect(await asked(other.url, connection, 'cal')).toBe('not-connected');
    expect(await again.codeOf('profile.list')).toBe('accepted');
    const headers = { authorization: 'Bearer stolen', 'liaison-connection': again.wire.connection };
    expect(codeOf(await post(LIST, headers))).toBe('not-authenticated');
  });

  it('says which command to repeat where a relayed request is not answered', async () => {
    const terminal = await connected('dan');
    terminal.wire.url = other.url;
    const hold = new AbortController();
    const held = new Promise<void>((resolve) => {
      hold.signal.addEventListener('abort', () => resolve());
    });
    const { holding } = house.others;
    for (const verb of ['mode.clear', 'notification.fetch']) holding.set(verb, held);
    try {
      const cleared = terminal.ask('mode.clear');
      const fetched = terminal.ask('notification.fetch');
      const { command } = await house.others.until('mode.clear', () => true);
      line.cut();
      expect((await cleared).error?.data).toMatchObject({ code: 'outcome-unknown', command });
      expect((await fetched).error?.data).toMatchObject({ code: 'unavailable' });
      expect(await terminal.codeOf('profile.list')).toBe('unavailable');
    } finally {
      line.heal();
      hold.abort();
      holding.clear();
    }
  });

  it('connects nobody by a request', async () => {
    const token = await house.others.token('fay');
    const params = JSON.stringify({ token, terminal: 'fay-1' });
    const asked = `{"jsonrpc":"2.0","id":1,"method":"terminal.connect","params":${params}}`;
    const answer = await post(asked);
    expect(codeOf(answer)).toBe('not-connected');
    expect(answer.body).toContain('GET /terminal/stream');
    expect(
      house.others.of('terminal.connect').filter(({ data }) => data['user'] === 'fay'),
    ).toEqual([]);
  });

  it('says by the status why there is no stream', async () => {
    const authorization = `Bearer ${await house.others.token('gil')}`;
    const refused = [
      await open({}),
      await open({ authorization: 'Bearer nonsense', 'liaison-terminal': 'gil-1' }),
      await open({ authorization: 'Basic eDp5', 'liaison-terminal': 'gil-1' }),
      await open({ authorization }),
      await open({ authorization, 'liaison-terminal': 'not an id' }),
      await open({ authorization, 'liaison-terminal': 'foreign' }),
    ];
    expect(refused.map((answer) => [answer.status, codeOf(answer)])).toEqual([
      [401, 'not-authenticated'],
      [401, 'not-authenticated'],
      [401, 'not-authenticated'],
      [400, 'malformed'],
      [400, 'malformed'],
      [404, 'unknown-terminal'],
    ]);
    expect(refused.every(({ body }) => body.includes('"id":null'))).toBe(true);
  });

  it('listens to requests for no connection that was refused, or is over', async () => {
    const terminal = house.overHttp();
    const token = await house.others.token('gus');
    const params = { token, terminal: 'foreign' };
    expect(await terminal.codeOf('terminal.connect', params)).toBe('unknown-terminal');
    const refused = house.others.of('terminal.connect').at(-1)?.data['connection'] as string;
    const left = await connected('gus');
    left.wire.cut();
    await house.others.until('terminal.disconnect', ({ data }) => data['user'] === 'gus');
    const { requests, subjects } = house.stage.owner;
    for (const id of [refused, left.wire.connection]) {
      const asked = requests.request(subjects.connection(id), LIST, { timeoutMs: 1_000 });
      await expect(asked).rejects.toThrow(NobodyThere);
    }
  });

  it('takes no other method, and neither of another Origin', async () => {
    expect((await post(LIST, { origin: ORIGIN })).headers).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      vary: 'Origin',
    });
    const evil = { origin: 'https://evil.example' };
    for (const answer of [await post(LIST, evil), await get('/terminal/stream', evil)]) {
      expect([answer.status, codeOf(answer)]).toEqual([403, 'not-permitted']);
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    }
    const url = `${house.gateway.url}/terminal/rpc`;
    const asked = await fetchHttp(url, { method: 'OPTIONS', headers: { origin: ORIGIN } });
    expect(asked).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers':
          'Authorization, Content-Type, Liaison-Connection, Liaison-Terminal',
      },
    });
    expect(await get('/terminal/rpc')).toMatchObject({
      status: 405,
      headers: { allow: 'POST, OPTIONS' },
    });
    expect((await fetchHttp(url.replace('rpc', 'stream'), { method: 'HEAD' })).status).toBe(405);
  });

  it('reads no more than it must, and waits no longer', async () => {
    const stolen = { authorization: 'Bearer stolen', 'liaison-connection': 'f'.repeat(24) };
    for (const shown of [{}, { 'liaison-connection': 'f'.repeat(24) }, stolen]) {
      const small = await post(textOf(limits.frameBytesBeforeConnect), shown);
      expect([small.status, codeOf(small)]).toEqual([413, 'too-large']);
    }
    const terminal = await connected('hal');
    const before = terminal.frames.length;
    expect((await terminal.wire.post(textOf(limits.frameBytesBeforeConnect))).status).toBe(200);
    const large = await terminal.wire.post(textOf(limits.frameBytes));
    expect([large.status, codeOf(large)]).toEqual([413, 'too-large']);
    const deep = await terminal.wire.post('['.repeat(5_000));
    expect([deep.status, codeOf(deep)]).toEqual([200, 'too-large']);
    expect(await terminal.codeOf('profile.list')).toBe('accepted');
    expect(terminal.frames).toHaveLength(before + 4);
    const began = performance.now();
    const said = await sayRaw(
      house.gateway.url,
      'POST /terminal/rpc HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{',
    );
    expect(said).toContain('HTTP/1.1 408');
    expect(performance.now() - began).toBeGreaterThan(limits.authenticateMs - 100);
  });

  it('counts what is no connection’s by the socket it comes by', async () => {
    const request = `POST /terminal/rpc HTTP/1.1\r\nHost: x\r\nContent-Length: ${LIST.length}\r\n\r\n${LIST}`;
    const last = request.replace('Host: x', 'Host: x\r\nConnection: close');
    const said = await sayRaw(house.gateway.url, request.repeat(70) + last);
    expect(said.match(/"not-authenticated"/g)?.length).toBeGreaterThanOrEqual(60);
    expect(said).toContain('"too-many-requests"');
    expect(codeOf(await post(LIST))).toBe('not-authenticated');
  });

  it('says something every ten seconds, that no proxy thinks the line dead', async () => {
    const headers = {
      authorization: `Bearer ${await house.others.token('ida')}`,
      'liaison-terminal': 'ida-1',
    };
    const stream = await fetch(`${house.gateway.url}/terminal/stream`, { headers });
    expect(Object.fromEntries(stream.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
    });
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const began = performance.now();
    while (!text.endsWith('\n\n:\n\n')) text += (await reader?.read())?.value ?? '';
    expect(performance.now() - began).toBeGreaterThan(limits.pingMs - 1_500);
    expect(text.match(/^event: .*$/gm)).toEqual(['event: connected', 'event: snapshot']);
    await reader?.cancel();
  }, 30_000);
});
