import pc from 'picocolors';
import { coloured } from '../monitor/event-line.js';
import type { Monitor } from '../monitor/monitor.js';
import { tableText } from '../output.js';

const USERS_SHOWN = 12;

/** A row a user: terminals connected, and what each contact's owner is told about them. */
export function liveText(monitor: Monitor): string {
  const selves = [...monitor.selves.values()]
    .filter((self) => self.status === 'registered')
    .toSorted((a, b) => a.user.localeCompare(b.user))
    .slice(0, USERS_SHOWN);
  const rows = selves.map((self) => {
    const connected = self.terminals.filter((terminal) => terminal.connection !== undefined);
    const told = monitor.contactsOf(self.user).slice(0, USERS_SHOWN);
    return [
      pc.bold(self.user),
      `${connected.length} of ${self.terminals.length}`,
      told.map(([user, state]) => `${user} ${coloured(state)}`).join(', ') || pc.dim('no contacts'),
    ];
  });
  return tableText(['USER', 'TERMINALS', 'IS TOLD'], rows);
}
