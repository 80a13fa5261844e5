import type { Change } from '../harness/next-version.js';

/*
 * What a next version of the system says otherwise: one fact and the rows of availability.
 */

/** From version 2 on the fact of a terminal's connection says whether its way is encrypted. */
export const CONNECTED_V2: readonly Change[] = [
  {
    file: 'libs/contracts/dist/facts/terminal/connected.js',
    find: 'export const connected =',
    replace: 'const v1 =',
  },
  {
    file: 'libs/contracts/dist/facts/terminal/connected.js',
    find: '//# sourceMappingURL=connected.js.map',
    replace: [
      "import { flag } from '../../schema/schema.js';",
      'const open = object({ connection: id, gateway: id, network, secured: flag }, { replaced: id });',
      'const unsecured = ({ data, box }) => ({ data: { ...data, secured: false }, box });',
      'const unsaid = ({ data: { secured, ...data }, box }) => ({ data, box });',
      'const casters = { upcasters: [unsecured], downcasters: [unsaid] };',
      'export const connected = { ...v1, version: 2, ...casters, open, data: open };',
    ].join('\n'),
  },
  {
    file: 'libs/domain/dist/terminal/evolve.js',
    find: 'const { connection, gateway, network } = fact;',
    replace: 'const { connection, gateway, network, secured } = fact;',
  },
  {
    file: 'libs/domain/dist/terminal/evolve.js',
    find: 'return { connected: true, connection, gateway, network };',
    replace: 'return { connected: true, connection, gateway, network, secured };',
  },
];
/** Its rows call terminals devices, and so are rows of another version. */
export const ROWS_V4: readonly Change[] = [
  {
    file: 'apps/availability/dist/projections/row-sets.js',
    find: 'export const ROW_VERSION = 3;',
    replace: 'export const ROW_VERSION = 4;',
  },
  {
    file: 'apps/availability/dist/projections/row-sets.js',
    find: 'export const FORMER_VERSIONS = [];',
    replace: 'export const FORMER_VERSIONS = [3];',
  },
  {
    file: 'apps/availability/dist/projections/row.js',
    find: 'terminals: facts.terminals,',
    replace: 'devices: facts.terminals,',
  },
  {
    file: 'apps/availability/dist/projections/row.js',
    find: 'Object.assign(entry.facts.terminals, state.terminals);',
    replace: 'Object.assign(entry.facts.terminals, state.devices);',
  },
  {
    file: 'apps/availability/dist/rebuilding/former-rows.js',
    find: 'const GONE_FOR_MS = 10 * 60_000;',
    replace: 'const GONE_FOR_MS = 1_000;',
  },
  {
    file: 'apps/availability/dist/rebuilding/former-rows.js',
    find: 'const LOOK_MS = 15_000;',
    replace: 'const LOOK_MS = 200;',
  },
];
/** And its access monitor writes it. */
export const WRITES_V2: readonly Change[] = [
  {
    file: 'libs/domain/dist/terminal/decide.js',
    find: "return { fact: { type: 'TerminalConnected', ...opened } };",
    replace: "return { fact: { type: 'TerminalConnected', ...opened, secured: true } };",
  },
  {
    file: 'libs/domain/dist/terminal/decide.js',
    find: '...opened, replaced: state.connection',
    replace: '...opened, secured: true, replaced: state.connection',
  },
];
