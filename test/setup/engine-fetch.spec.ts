import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { atLeast, findOrFetchEngine } from '../../deploy/local/engine.mjs';

/** A stand-in for the engine's program: says its version, and leaves a trace of every run. */
const program = (version: string, trace: string): Buffer =>
  Buffer.from(`#!/bin/sh\necho run >> '${trace}'\necho 'nats-server: v${version}'\n`);

function tarGz(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(`${content.length.toString(8).padStart(11, '0')} `, 124);
  const rest = Buffer.alloc((512 - (content.length % 512)) % 512);
  return gzipSync(Buffer.concat([header, content, rest, Buffer.alloc(1024)]));
}

const sha256 = (body: Buffer): string => createHash('sha256').update(body).digest('hex');

describe('fetching the engine', () => {
  let folder: string;
  let trace: string;
  let server: Server;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let url: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'liaison-fetch-'));
    trace = join(folder, 'trace');
    server = createServer((request, response) => answer(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/engine.tar.gz`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });

  const sources = (hash: string, path = '/nowhere') => ({
    platform: 'here',
    releases: { here: { url, sha256: hash } },
    wheels: {},
    environment: { PATH: path },
    limits: { stallTimeoutMs: 300 },
  });
  const runs = async (): Promise<number> =>
    (await readFile(trace, 'utf8').catch(() => '')).split('\n').length - 1;
  const leftovers = async (): Promise<string[]> =>
    (await readdir(folder)).filter((name) => name.startsWith('fetch-'));

  it('takes the release archive when its checksum is right, and finds it the next time', async () => {
    const archive = tarGz('nats-server-v2.15.0/nats-server', program('2.15.0', trace));
    answer = (_request, response) => response.end(archive);
    const first = await findOrFetchEngine(folder, sources(sha256(archive)));
    expect(first).toMatchObject({ version: '2.15.0', how: 'from the release archive' });
    server.closeAllConnections();
    answer = (_request, response) => response.writeHead(500).end();
    const second = await findOrFetchEngine(folder, sources(sha256(archive)));
    expect(second).toMatchObject({ path: first.path, how: 'fetched before' });
  });

  it('throws an archive with a wrong checksum away and never runs it', async () => {
    const archive = tarGz('nats-server-v2.15.0/nats-server', program('2.15.0', trace));
    answer = (_request, response) => response.end(archive);
    await expect(findOrFetchEngine(folder, sources('0'.repeat(64)))).rejects.toThrow(
      /has SHA-256 .* not 0{64}: thrown away/,
    );
    expect(await runs()).toBe(0);
    expect(await leftovers()).toEqual([]);
  });

  it('never runs what a cut-off download left', async () => {
    const archive = tarGz('nats-server-v2.15.0/nats-server', program('2.15.0', trace));
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': archive.length });
      response.write(archive.subarray(0, 100), () => response.destroy());
    };
    await expect(findOrFetchEngine(folder, sources(sha256(archive)))).rejects.toThrow(
      /could not be fetched|cut off/,
    );
    expect(await runs()).toBe(0);
    expect(await leftovers()).toEqual([]);
  });

  it('gives up on a download that stands still', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('x');
    };
    await expect(findOrFetchEngine(folder, sources('0'.repeat(64)))).rejects.toThrow(
      /could not be fetched \(AbortError\)/,
    );
  });

  it('refuses an archive that holds an engine older than 2.15', async () => {
    const archive = tarGz('nats-server-v2.9.10/nats-server', program('2.9.10', trace));
    answer = (_request, response) => response.end(archive);
    await expect(findOrFetchEngine(folder, sources(sha256(archive)))).rejects.toThrow(
      /what came is not nats-server >= 2\.15/,
    );
  });

  it('passes over an old engine on PATH, saying so', async () => {
    const path = join(folder, 'path');
    await mkdir(path);
    await writeFile(join(path, 'nats-server'), program('2.9.10', trace));
    await chmod(join(path, 'nats-server'), 0o755);
    answer = (_request, response) => response.writeHead(404).end();
    await expect(
      findOrFetchEngine(folder, sources('0'.repeat(64), `${path}:/usr/bin:/bin`)),
    ).rejects.toThrow(/nats-server is 2\.9\.10, 2\.15\.0 is needed/);
  });

  it('says in one message what helps, without network and without an engine', async () => {
    await new Promise((resolve) => server.close(resolve));
    const failure = await findOrFetchEngine(folder, sources('0'.repeat(64))).then(
      () => 'none',
      (error: Error) => error.message,
    );
    expect(failure).toContain('none could be found or fetched');
    expect(failure).toContain('ECONNREFUSED');
    expect(failure).toContain('put nats-server >= 2.15 on PATH');
  });

  it('compares versions number by number', () => {
    expect(atLeast('2.15.0', '2.15.0')).toBe(true);
    expect(atLeast('2.9.10', '2.15.0')).toBe(false);
    expect(atLeast('3.0.0', '2.15.0')).toBe(true);
    expect(atLeast('2.14.99', '2.15.0')).toBe(false);
  });
});
