import { Command, type Option } from 'commander';
import { describe, expect, it } from '@jest/globals';
import { calendarOption, portOption, secondsOption, syncOption } from './flags.js';

/** What a command with one option makes of some words: its value, or what it says against them. */
function taken(option: Option, words: readonly string[]): unknown {
  let said = '';
  const command = new Command()
    .addOption(option)
    .exitOverride()
    .configureOutput({ writeErr: (text) => (said += text) });
  try {
    return command.parse(words, { from: 'user' }).opts()[option.attributeName()];
  } catch {
    return said;
  }
}

describe('flags', () => {
  it.each([
    [['--seconds', '20'], 20],
    [['--seconds', '0.5'], 0.5],
    [[], undefined],
    [['--seconds', 'x'], expect.stringMatching(/'x' is invalid\. Give seconds, above 0/)],
    [['--seconds', '0'], expect.stringMatching(/Give seconds/)],
    [['--seconds', '-3'], expect.stringMatching(/Give seconds/)],
    [['--seconds', '9999999'], expect.stringMatching(/up to 2147483/)],
  ])('%j', (words, value) => {
    expect(taken(secondsOption('when it ends'), words)).toEqual(value);
  });

  it.each([
    [['--port', '8080'], 8080],
    [[], 0],
    [['--port', 'x'], expect.stringMatching(/'x' is invalid\. Give a port from 0/)],
    [['--port', '65536'], expect.stringMatching(/to 65535/)],
    [['--port', '1e3'], expect.stringMatching(/Give a port/)],
  ])('%j', (words, value) => {
    expect(taken(portOption('where'), words)).toEqual(value);
  });

  it.each([
    [['--sync', 'always'], 'always'],
    [[], 'default'],
    [['--sync', 'alwyas'], expect.stringMatching(/Allowed choices are default, always/)],
  ])('%j', (words, value) => {
    expect(taken(syncOption(), words)).toEqual(value);
  });

  it('--ics with a file that cannot be read', () => {
    expect(taken(calendarOption('whose'), ['--ics', '/no/such.ics'])).toMatch(/ENOENT/);
  });
});
