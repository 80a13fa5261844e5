import { randomBytes } from 'node:crypto';
import type { Network, System } from './system.js';
import { Terminal } from './terminal.js';

/** A user of a test with everything their terminals need. */
export interface Person {
  readonly user: string;
  readonly login: string;
  readonly password: string;
}

/** A terminal that is connected, and who it is. */
export interface ConnectedTerminal {
  readonly terminal: Terminal;
  readonly id: string;
  readonly token: string;
  readonly refresh: string;
  readonly connection: string;
}

/** Registers a user; the id gets a suffix of its own, so that a file's tests do not meet. */
export function addPerson(system: System, name: string): Promise<Person> {
  return addUser(system, `${name}-${randomBytes(4).toString('hex')}`, name);
}

/** Registers a user of exactly this id, for a system that is one file's alone. */
export async function addUser(system: System, user: string, displayName = user): Promise<Person> {
  const person = { user, login: `${user}@example.org`, password: `secret of ${user}` };
  const answer = await system.command('auth', 'user.add', { ...person, displayName });
  if (answer.accepted === undefined) throw new Error(`user.add: ${JSON.stringify(answer)}`);
  return person;
}

/** Its kind, and where it connects: a gateway and network, or an address. */
export interface NewTerminal {
  readonly kind?: string;
  readonly gateway?: number;
  readonly network?: Network;
  readonly url?: string;
}

/** Logs in, enrols a new terminal of a kind, connects it and waits for its snapshot. */
export async function connectNew(
  system: System,
  person: Person,
  options: NewTerminal = {},
): Promise<ConnectedTerminal> {
  const socket = await Terminal.open(
    options.url ?? system.terminalUrl(options.gateway, options.network),
  );
  const { token, refresh } = await socket.call<{ token: string; refresh: string }>('auth.login', {
    login: person.login,
    password: person.password,
  });
  const kind = options.kind ?? 'softphone';
  const { terminal } = await socket.call<{ terminal: string }>('terminal.enrol', {
    token,
    kind,
    label: kind,
  });
  return connectAs(socket, { token, refresh, id: terminal });
}

/** Connects an enrolled terminal through a new socket of a gateway. */
export async function connectAgain(
  system: System,
  enrolled: { readonly token: string; readonly refresh: string; readonly id: string },
  gateway = 0,
  network: Network = 'websocket',
): Promise<ConnectedTerminal> {
  return connectTo(system.terminalUrl(gateway, network), enrolled);
}

/** Connects an enrolled terminal at an address: of a gateway, or of who stands before several. */
export async function connectTo(
  url: string,
  enrolled: { readonly token: string; readonly refresh: string; readonly id: string },
): Promise<ConnectedTerminal> {
  return connectAs(await Terminal.open(url), enrolled);
}

async function connectAs(
  socket: Terminal,
  who: { readonly token: string; readonly refresh: string; readonly id: string },
): Promise<ConnectedTerminal> {
  const snapshot = socket.next((note) => note.method === 'snapshot', 15_000, 0);
  const { connection } = await socket.call<{ connection: string }>('terminal.connect', {
    token: who.token,
    terminal: who.id,
  });
  await snapshot;
  return { terminal: socket, connection, id: who.id, token: who.token, refresh: who.refresh };
}

/** A profile document with one default mode, everything given replaced. */
export function profileOf(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    profile: 'work',
    label: 'At work',
    zone: 'Europe/Paris',
    contacts: [],
    authorisation: 'open',
    defaultMode: 'office',
    modes: [modeOf('office', 1)],
    ...changes,
  };
}

/** A mode that is available to everyone, everything given replaced. */
export function modeOf(
  mode: string,
  order: number,
  changes: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    mode,
    order,
    availability: { state: 'available' },
    audience: { everyone: true },
    notification: 'immediate',
    ...changes,
  };
}
