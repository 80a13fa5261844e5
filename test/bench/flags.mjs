/** The flags of `npm run bench`. */
export const options = /** @type {const} */ ({
  only: { type: 'string' },
  json: { type: 'string' },
  users: { type: 'string', default: '5000' },
  crowds: { type: 'string' },
  profiles: { type: 'string' },
  ruled: { type: 'string', default: '100000' },
  facts: { type: 'string', default: '1000000' },
  'engine-only': { type: 'boolean' },
});

export const bench = {
  options,
  numbers: ['users', 'ruled', 'facts'],
  usage: `Usage: npm run bench -- [options]

measure what Liaison costs, on engines and systems of its own

Options:
  --only <parts>       these alone, as P1,P5 (P1 to P10, P12 to P14, M6)
  --users <n>          users of the large system (default: 5000)
  --ruled <n>          users with rules, of P12 (default: 100000)
  --facts <n>          facts in the log, of P14 (default: 1000000)
  --engine-only        P5, P6 and P14 without MongoDB
  --crowds <folder>    where users once made are kept for later runs
  --json <file>        write the figures there too
  --profiles <folder>  where CPU profiles of the processes are written
  -h, --help           display help

Example:
  $ npm run bench -- --only P1,P5
`,
};
