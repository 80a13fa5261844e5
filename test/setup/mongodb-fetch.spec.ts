import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findOrFetchMongodb, mongodbForTests } from '../../deploy/local/mongodb.mjs';

describe('finding a MongoDB server for the tests', () => {
  let folder: string;
  let environment: Record<string, string>;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'liaison-mongodb-fetch-'));
    await mkdir(join(folder, 'path'));
    environment = { PATH: `${join(folder, 'path')}:/bin` };
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function program(name: string, script: string): Promise<void> {
    const file = join(folder, 'path', name);
    await writeFile(file, `#!/bin/sh\n${script}\n`);
    await chmod(file, 0o755);
  }

  it('takes mongod from PATH, if it is not too old', async () => {
    await program('mongod', 'echo "db version v8.0.4"');
    expect(await findOrFetchMongodb(folder, environment)).toMatchObject({ kind: 'mongod' });
    await program('mongod', 'echo "db version v4.4.29"');
    await program('python3', 'echo no venv here >&2; exit 3');
    const finding = findOrFetchMongodb(folder, environment);
    await expect(finding).rejects.toThrow(/answered 3: no venv here/);
  });

  it('keeps nothing of wheels whose hashes are others', async () => {
    // Makes an environment whose pip refuses, as pip does.
    const pip = "#!/bin/sh\\necho 'THESE PACKAGES DO NOT MATCH THE HASHES' >&2\\nexit 1\\n";
    const make =
      'mkdir -p "$3/bin"; printf "%b" "$PIP" > "$3/bin/python3"; chmod +x "$3/bin/python3"';
    await program('python3', make);
    const finding = findOrFetchMongodb(folder, { ...environment, PIP: pip });
    await expect(finding).rejects.toThrow(/DO NOT MATCH THE HASHES/);
    expect(await readdir(folder)).toEqual(['path']);
  });

  it('skips the tests and says why, but not in a continuous build, which says what helps', async () => {
    await program('python3', 'echo no network >&2; exit 1');
    expect(await mongodbForTests(folder, environment)).toEqual({
      said: expect.stringMatching(/^none, so its tests are skipped \(.*no network\)$/),
      value: 'none',
    });
    const inBuild = mongodbForTests(folder, { ...environment, CI: 'true' });
    await expect(inBuild).rejects.toThrow(/need a MongoDB server.*no network.*\n.*\n.*mongod 6\.0/);
    const given = { ...environment, LIAISON_TEST_MONGODB_URL: 'mongodb://here' };
    expect(await mongodbForTests(folder, given)).toMatchObject({ value: 'given' });
  });
});
