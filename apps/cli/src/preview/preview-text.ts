import type { PreviewResult } from '@liaison/contracts';
import pc from 'picocolors';
import { tableText } from '../output.js';

/** Viewers named before the rest is counted. */
const NAMED_MAX = 6;

const SHORTENED =
  'It changes too often to be told further at once: go on with --from, or name --days.\n';

type Row = readonly string[];
type Covered = PreviewResult['periods'][number];

/** A preview for people: the days by the wall clock of the zone, one table for each who are told the same. */
export function previewText(user: string, preview: PreviewResult): string {
  const { profile, zone, from, to, shortened, timelines, periods } = preview;
  const wall = new WallClock(zone);
  const tables = timelines.map(({ viewers, timeline }) => {
    const rows = byDay(timeline, wall, (period) => [
      period.state,
      period.mode ?? '',
      `line ${period.line}`,
    ]);
    return table(`${names(viewers)} would be told`, ['DAY', 'FROM', 'TOLD', 'BY MODE', ''], rows);
  });
  const rules = byDay(periods, wall, (period) => [period.covering.join(', ') || '–', note(period)]);
  return [
    `${user}'s draft ${profile}, ${wall.day(from)} ${wall.time(from)} to ${wall.day(to)} ${wall.time(to)} (${zone})\n`,
    'A terminal is taken as connected, consents are as they are now, nothing is activated by hand.\n',
    ...(shortened ? [pc.yellow(SHORTENED)] : []),
    ...preview.clockChanges.map((change) => clockLine(change, wall)),
    ...tables,
    table('modes whose rules cover', ['DAY', 'FROM', 'MODES', ''], rules),
  ].join('');
}

function table(title: string, heads: readonly string[], rows: readonly Row[]): string {
  return `\n${pc.bold(title)}\n${tableText(heads, rows)}\n`;
}

function names(viewers: readonly string[]): string {
  const named = viewers.slice(0, NAMED_MAX).join(', ');
  const more = viewers.length - NAMED_MAX;
  return more > 0 ? `${named} and ${more} more` : named;
}

/** One row a period; the day is said once. */
function byDay<P extends { readonly from: string }>(
  periods: readonly P[],
  wall: WallClock,
  cells: (period: P) => Row,
): readonly Row[] {
  let last = '';
  return periods.map((period) => {
    const day = wall.day(period.from);
    const shown = day === last ? '' : day;
    last = day;
    return [shown, wall.time(period.from), ...cells(period)];
  });
}

function note({ overlap, hole }: Covered): string {
  if (overlap) return pc.yellow('overlap: the lowest order is asked first');
  return hole ? pc.dim('no rule covers: the default mode') : '';
}

function clockLine(change: PreviewResult['clockChanges'][number], wall: WallClock): string {
  const minutes = Math.abs(change.shiftMinutes);
  const way = change.shiftMinutes > 0 ? 'forward' : 'back';
  const when = `${wall.day(change.at)} ${wall.time(change.at)}`;
  return pc.yellow(`The clock goes ${way} by ${minutes} min: from then on it is ${when}.\n`);
}

/** Instants as a clock on the wall of a zone shows them. */
class WallClock {
  private readonly days: Intl.DateTimeFormat;
  private readonly times: Intl.DateTimeFormat;

  constructor(timeZone: string) {
    const form = { timeZone, hourCycle: 'h23' } as const;
    this.days = new Intl.DateTimeFormat('en-GB', {
      ...form,
      weekday: 'short',
      day: '2-digit',
      month: 'short',
      year: 'numeric',
    });
    this.times = new Intl.DateTimeFormat('en-GB', { ...form, hour: '2-digit', minute: '2-digit' });
  }

  day(instant: string): string {
    return this.days.format(new Date(instant)).replace(',', '');
  }

  time(instant: string): string {
    return this.times.format(new Date(instant));
  }
}
