import type { Preview } from '@liaison/terminal-sdk';
import { type Day, type Part, daysOf, timeIn } from './days.js';
import { byId, make } from './dom.js';
import { said } from './words.js';

const SVG = 'http://www.w3.org/2000/svg';
const TINTS = 6;
const ROW_HEIGHT = 20;
const BY_RULES = 'what its rules say';

/** What stands in a part of a day: in words, and by which tint. */
interface Told {
  readonly words: string;
  readonly tint: string;
}

const place = byId('week', HTMLElement);

/** Shows a draft's week: a row a day, as a picture and in words. */
export function showWeek(preview: Preview): void {
  const views = [BY_RULES, ...preview.timelines.map(({ viewers }) => viewers.join(', '))];
  const select = make('select', '', ...views.map((view, at) => new Option(view, String(at))));
  select.id = 'week-view';
  const label = make('label', '', 'Show ');
  label.htmlFor = select.id;
  const table = make('table', '');
  const draw = (): void => fill(table, preview, Number(select.value));
  select.addEventListener('change', draw);
  draw();
  place.replaceChildren(label, select, table);
  place.hidden = false;
  place.focus();
}

export function hideWeek(): void {
  place.hidden = true;
}

function fill(table: HTMLTableElement, preview: Preview, view: number): void {
  const days = daysOf(view === 0 ? byRules(preview) : asTold(preview, view - 1), preview.zone);
  const caption = make('caption', '', `${preview.profile}, in ${preview.zone}`);
  if (preview.shortened) caption.append(': as far as can be shown at once');
  const rows = days.map((day) => row(day, preview));
  table.replaceChildren(caption, make('tbody', '', ...rows));
}

function byRules(preview: Preview): Part<Told>[] {
  const modes = [...new Set(preview.periods.flatMap(({ covering }) => covering))];
  return preview.periods.map(({ from, to, covering }) => ({
    ...span(from, to),
    what: {
      words: covering.length === 0 ? 'no rule: the default mode' : covering.join(' and '),
      tint: covering[0] === undefined ? 'none' : String(modes.indexOf(covering[0]) % TINTS),
    },
  }));
}

function asTold({ timelines }: Preview, view: number): Part<Told>[] {
  const timeline = timelines[view]?.timeline ?? [];
  const modes = [...new Set(timeline.map(({ mode }) => mode))];
  return timeline.map(({ from, to, state, mode }) => ({
    ...span(from, to),
    what: {
      words: mode === undefined ? said(state) : `${said(state)}, mode ${mode}`,
      tint: mode === undefined ? 'none' : String(modes.indexOf(mode) % TINTS),
    },
  }));
}

function span(from: string, to: string): { readonly fromMs: number; readonly toMs: number } {
  return { fromMs: Date.parse(from), toMs: Date.parse(to) };
}

function row(day: Day<Told>, { zone, clockChanges }: Preview): HTMLElement {
  const change = clockChanges.find(({ date }) => date === day.date);
  const name = make('th', '', weekday(day.date));
  name.scope = 'row';
  if (change !== undefined) name.append(`, clock ${signed(change.shiftMinutes)} min`);
  const items = day.parts.map(({ fromMs, toMs, what }) => {
    const to = toMs === day.toMs ? '24:00' : timeIn(zone, toMs);
    return make('li', '', `${timeIn(zone, fromMs)}–${to} ${what.words}`);
  });
  return make('tr', '', name, make('td', '', picture(day), make('ul', '', ...items)));
}

/** A bar from midnight to midnight; what it shows stands below it in words. */
function picture({ fromMs, toMs, parts }: Day<Told>): SVGElement {
  const svg = document.createElementNS(SVG, 'svg') as SVGElement;
  svg.setAttribute('viewBox', `0 0 1000 ${ROW_HEIGHT}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  const x = (ms: number): number => ((ms - fromMs) / (toMs - fromMs)) * 1000;
  for (const part of parts) {
    const bar = document.createElementNS(SVG, 'rect');
    bar.setAttribute('class', `tint-${part.what.tint}`);
    bar.setAttribute('x', String(x(part.fromMs)));
    bar.setAttribute('width', String(x(part.toMs) - x(part.fromMs)));
    bar.setAttribute('height', String(ROW_HEIGHT));
    svg.append(bar);
  }
  return svg;
}

function weekday(date: string): string {
  const format = { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat('en-GB', format).format(Date.parse(date));
}

const signed = (minutes: number): string => (minutes > 0 ? `+${minutes}` : String(minutes));
