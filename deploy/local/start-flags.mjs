import { accessSync, constants } from 'node:fs';
import { parseArgs } from 'node:util';

/** What a timer of Node can hold, in seconds. */
const SECONDS_MAX = 2_147_483;
const PORT_MAX = 65_535;

/** The flags of `liaison dev`, known here so that a slip is told before anything is fetched or built. */
const options = {
  data: { type: 'string' },
  port: { type: 'string' },
  'no-example': { type: 'boolean' },
  processes: { type: 'boolean' },
  seconds: { type: 'string' },
  json: { type: 'boolean' },
  ics: { type: 'string' },
  mongodb: { type: 'string' },
  sync: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
};

/** What a flag's value breaks; undefined: nothing. @type {Record<string, (text: string) => string | undefined>} */
const faults = {
  port: (text) =>
    /^\d{1,5}$/.test(text) && Number(text) <= PORT_MAX
      ? undefined
      : `Give a port from 0 (any free one) to ${PORT_MAX}.`,
  seconds: (text) =>
    /^\d+(\.\d+)?$/.test(text) && Number(text) > 0 && Number(text) <= SECONDS_MAX
      ? undefined
      : `Give seconds, above 0 and up to ${SECONDS_MAX}.`,
  sync: (text) =>
    text === 'default' || text === 'always' ? undefined : 'Allowed choices are default, always.',
  mongodb: (url) => (url === '' ? 'Give the URL of a MongoDB.' : undefined),
  ics: (file) => {
    try {
      accessSync(file, constants.R_OK);
      return undefined;
    } catch (error) {
      return `It cannot be read (${error.message}).`;
    }
  },
};

/**
 * What is wrong with the flags of `npm start`; undefined: nothing.
 * @param {string[]} args
 * @returns {string | undefined}
 */
export function faultIn(args) {
  let values;
  try {
    ({ values } = parseArgs({ args, options }));
  } catch (error) {
    return error.message;
  }
  for (const [flag, faultOf] of Object.entries(faults)) {
    const text = String(values[flag] ?? '');
    const why = values[flag] === undefined ? undefined : faultOf(text);
    if (why !== undefined) return `--${flag} '${text}' is invalid. ${why}`;
  }
  return undefined;
}
