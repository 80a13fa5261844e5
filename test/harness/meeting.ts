const MINUTE_MS = 60_000;

/** As iCalendar writes an instant. */
function stamp(ms: number): string {
  return new Date(ms).toISOString().replaceAll(/[-:]|\.\d+/g, '');
}

/** A calendar with one meeting, which is on. */
export function meetingNow(): string {
  const [start, end] = [stamp(Date.now() - MINUTE_MS), stamp(Date.now() + 30 * MINUTE_MS)];
  return [
    'BEGIN:VCALENDAR',
    'BEGIN:VEVENT',
    'UID:on@example.org',
    `DTSTART:${start}`,
    `DTEND:${end}`,
    'SUMMARY:Budget of the',
    '  lighthouse',
    'END:VEVENT',
    'END:VCALENDAR',
  ].join('\r\n');
}
