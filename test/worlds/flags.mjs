/** The flags of `npm run worlds`. */
export const worlds = {
  options: { pairs: { type: 'string', default: '2000' }, seed: { type: 'string' } },
  numbers: ['pairs', 'seed'],
  usage: `Usage: npm run worlds -- [options]

compare pairs of worlds that differ in what is hidden: a viewer is told the same bytes

Options:
  --pairs <n>  so many of them (default: 2000)
  --seed <n>   those of a run before, as it printed
  -h, --help   display help

Example:
  $ npm run worlds -- --pairs 200 --seed 7
`,
};
