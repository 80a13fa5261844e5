/**
 * What `npm start -- --help` says: the flags of `liaison dev`, which cannot say them itself before
 * it is fetched and built.
 */
export const USAGE = `Usage: npm start -- [options]

run all of Liaison here, with example users and terminals

Options:
  --data <folder>  where everything is kept (default: ".liaison/data")
  --port <port>    port for terminals; 0: any free one (default: 0)
  --no-example     without the example
  --processes      every app as a process of its own
  --seconds <n>    stop by itself so many seconds after it is ready
  --json           print events as JSON lines
  --ics <file>     an iCalendar file of yours for the example to follow
  --mongodb <url>  a MongoDB for rows and users' keys, in place of the engine
  --sync <when>    always: fsync before every acknowledgement (choices:
                   "default", "always", default: "default")
  -h, --help       display help for command

Example:
  $ npm start -- --no-example --seconds 10
`;

/** Whether the flags ask for help. @param {string[]} args */
export function asksForHelp(args) {
  return args.some((arg) => arg === '--help' || arg === '-h');
}
