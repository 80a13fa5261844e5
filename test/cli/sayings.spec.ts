import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Spoken, typed } from '../harness/liaison.js';
import { addUser, profileOf } from '../harness/people.js';
import { System } from '../harness/system.js';

/** Names of methods, which terminals send and nobody types. */
const METHOD = /\b(auth|terminal|profile|mode|service|event|authorisation)\.[a-z]+\b/;

describe('what the command says to people', () => {
  let system: System;
  let folder: string;
  beforeAll(async () => {
    system = await System.start({ services: true });
    folder = await mkdtemp(join(tmpdir(), 'liaison-sayings-'));
    await addUser(system, 'alice');
    await writeFile(join(folder, 'work.json'), JSON.stringify(profileOf({ profile: 'work' })));
    expect(await liaison('profile upload work.json --user alice')).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    await system.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const liaison = (line: string): Promise<Spoken> => {
    const where = `LIAISON_NATS_URL='${system.natsUrl}' LIAISON_NATS_SEED_FILE='${system.seedFile}'`;
    return typed(`${where} npx liaison ${line}`, folder);
  };

  it('of a consent: that its viewer is nobody yet, and it is given all the same', async () => {
    const { code, out } = await liaison('consent grant alice ghost');
    const nobody = 'nobody with the id ghost is registered yet; it holds once somebody is';
    expect({ code, out }).toEqual({ code: 0, out: `ghost may see alice\n${nobody}\n` });
    expect((await liaison('consent list alice')).out).toMatch(/^ghost +granted/m);
    const { out: told } = await liaison('consent withdraw alice ghost --json');
    expect(JSON.parse(told)).toEqual({ viewerStatus: 'absent' });
    await addUser(system, 'bob');
    const { out: other } = await liaison('consent grant alice bob');
    expect(other).toBe('bob may see alice\n');
  });

  it('of a profile: the document in its own order, and beside it its version', async () => {
    const { out, errors } = await liaison('profile show alice work');
    expect(Object.keys(JSON.parse(out) as object)).toEqual([
      'profile',
      'label',
      'zone',
      'contacts',
      'authorisation',
      'defaultMode',
      'modes',
    ]);
    const [, version] = /^profile work of alice, version (\d+)\n$/.exec(errors) ?? [];
    const again = `profile upload work.json --user alice --expected-version ${version}`;
    expect(await liaison(again)).toMatchObject({ code: 0 });
  });

  it('of a service that is open to nobody: that it is', async () => {
    await liaison('service add weather');
    const { out } = await liaison('service list');
    expect(out).toMatch(/^weather +registered +nobody, or users named by --user +0$/m);
  });

  it.each([
    ['mode activate alice office', 'profile activate alice PROFILE'],
    ['call select alice nowhere', 'terminal list alice'],
    ['terminal remove alice nowhere', 'terminal list alice'],
    ['profile upload work.json --user alice', 'profile show alice work'],
    ['user revoke alice nothing', 'user show alice'],
    ['profile activate alice work --mode nowhere', 'profile show alice work'],
  ])('of `%s`, which is refused: what to type', async (line, remedy) => {
    const { code, errors } = await liaison(line);
    expect(code).toBe(1);
    expect(errors).toContain(`\`npx liaison ${remedy}\``);
    expect(errors).not.toMatch(METHOD);
    expect(await liaison(remedy)).toMatchObject({ code: remedy.endsWith('PROFILE') ? 1 : 0 });
  });

  it('of a file that is no JSON: the file, the line and what is wrong', async () => {
    await writeFile(join(folder, 'bad.json'), '{\n  "profile": "work"\n  "label": "x"\n}\n');
    const { code, errors } = await liaison('profile upload bad.json --user alice');
    expect(code).toBe(1);
    expect(errors).toContain('bad.json, line 3, column 3: comma expected');
  });
});
