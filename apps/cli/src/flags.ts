import { accessSync, constants } from 'node:fs';
import { InvalidArgumentError, Option } from 'commander';

const PORT_MAX = 65_535;
/** What a timer of Node can hold, in seconds. */
const SECONDS_MAX = 2_147_483;

/** Reads a whole number between two others, both included; `what` it counts is said in a refusal. */
export function wholeNumber(what: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Give ${what} from ${min} to ${max}.`);
  };
}

/** `--seconds N`: a number of seconds above 0, whole or not. */
export function secondsOption(about: string): Option {
  return new Option('--seconds <n>', about).argParser((text) => {
    const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (seconds > 0 && seconds <= SECONDS_MAX) return seconds;
    throw new InvalidArgumentError(`Give seconds, above 0 and up to ${SECONDS_MAX}.`);
  });
}

/** `--port PORT`: 0 (any free one) to 65535. */
export function portOption(about: string): Option {
  return new Option('--port <port>', about).default(0).argParser((text) => {
    if (/^\d{1,5}$/.test(text) && Number(text) <= PORT_MAX) return Number(text);
    throw new InvalidArgumentError(`Give a port from 0 (any free one) to ${PORT_MAX}.`);
  });
}

/** `--mongodb URL`: judged where it is used, since what refuses a flag says it again, password and all. */
export function mongodbOption(): Option {
  return new Option(
    '--mongodb <url>',
    "a MongoDB for rows and users' keys, in place of the engine",
  ).argParser((url) => {
    if (url === '') throw new InvalidArgumentError('Give the URL of a MongoDB.');
    return url;
  });
}

/** `--sync WHEN`: when the engine writes through to the disk. */
export function syncOption(): Option {
  return new Option('--sync <when>', 'always: fsync before every acknowledgement')
    .choices(['default', 'always'])
    .default('default');
}

/** `--ics FILE`: a file that can be read. */
export function calendarOption(about: string): Option {
  return new Option('--ics <file>', about).argParser((file) => {
    try {
      accessSync(file, constants.R_OK);
      return file;
    } catch (error) {
      throw new InvalidArgumentError(`It cannot be read (${(error as Error).message}).`);
    }
  });
}
