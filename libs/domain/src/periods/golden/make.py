"""Makes cases.json: when availability rules cover, worked out with python-dateutil and zoneinfo.

    python3 -m venv .venv && .venv/bin/pip install python-dateutil tzdata
    .venv/bin/python make.py

Recurrences are expanded by dateutil over local times without a zone. An occurrence ends at the
wall-clock end in the zone. A local time in a gap is read with the offset before it and an ambiguous
one is the first: Python's reading with fold=0 (PEP 495). An occurrence that would end before it
begins is none. Boundaries are those of the union, in [from, to).
"""

import json
import zoneinfo
from datetime import datetime, timedelta, timezone
from pathlib import Path

from dateutil.rrule import rrulestr

zoneinfo.reset_tzpath(to=())  # the tzdata package alone

PARIS, LORD_HOWE, NEW_YORK = 'Europe/Paris', 'Australia/Lord_Howe', 'America/New_York'
BOUNDARIES_MAX = 150
PART_MATTERS_MIN = 15
cases = []


def instant(local, zone):
    return local.replace(tzinfo=zoneinfo.ZoneInfo(zone), fold=0).astimezone(timezone.utc)


def starts(start, recur, zone, last):
    """Local starts, up to a local time."""
    if recur is None:
        return [start] if start <= last else []
    parts = dict(part.split('=') for part in recur.split(';'))
    until = parts.pop('UNTIL', None)
    rule = rrulestr(';'.join(f'{name}={value}' for name, value in parts.items()), dtstart=start)
    found = []
    for occurrence in rule:
        if occurrence > last:
            break
        found.append(occurrence)
    assert found[:1] in ([start], []), f'{start} is not yielded by {recur}'
    if until is not None:
        limit = datetime.strptime(until, '%Y%m%dT%H%M%SZ').replace(tzinfo=timezone.utc)
        found = [one for one in found if instant(one, zone) <= limit]
    return found


def boundaries(zone, start, end, recur, since, to):
    length = end - start
    if length <= timedelta(0):
        length += timedelta(days=1)
    periods = []
    for local in starts(start, recur, zone, to.replace(tzinfo=None) + timedelta(days=2)):
        begin, finish = instant(local, zone), instant(local + length, zone)
        if begin < finish:
            periods.append((begin, finish))
    merged = []
    for begin, finish in sorted(periods):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(finish, merged[-1][1]))
        else:
            merged.append((begin, finish))
    edges = [(at, covers) for begin, finish in merged for at, covers in ((begin, True), (finish, False))]
    return [
        {'at': at.strftime('%Y-%m-%dT%H:%M:%S.000Z'), 'covers': covers}
        for at, covers in edges
        if since <= at < to
    ]


def add(kind, zone, start, end, recur, since, days):
    begin = datetime.fromisoformat(start)
    after = datetime.fromisoformat(since + 'T00:00:00+00:00')
    to = after + timedelta(days=days)
    found = boundaries(zone, begin, datetime.fromisoformat(end), recur, after, to)
    assert len(found) <= BOUNDARIES_MAX, (kind, start, recur, len(found))
    form = '%Y-%m-%dT%H:%M:%S.000Z'
    cases.append({
        'kind': kind, 'zone': zone, 'start': start, 'end': end,
        **({} if recur is None else {'recur': recur}),
        'from': after.strftime(form), 'to': to.strftime(form), 'boundaries': found,
    })


def midnight():
    for zone in (PARIS, NEW_YORK, 'Asia/Kolkata', 'Pacific/Kiritimati'):
        add('midnight', zone, '2026-01-05T22:00', '2026-01-05T06:00', 'FREQ=DAILY', '2026-03-20', 20)
        add('midnight', zone, '2026-01-05T22:00', '2026-01-06T06:00', 'FREQ=WEEKLY;BYDAY=MO,FR', '2026-02-01', 40)
        add('midnight', zone, '2026-01-05T00:00', '2026-01-05T00:00', 'FREQ=WEEKLY;BYDAY=MO,TU', '2026-01-01', 40)
        add('midnight', zone, '2026-01-05T00:00', '2026-01-06T00:00', 'FREQ=DAILY;INTERVAL=2', '2026-10-20', 20)
        add('midnight', zone, '2026-01-05T23:59', '2026-01-05T00:01', 'FREQ=DAILY', '2026-10-20', 14)


def gap():
    for zone, day in ((PARIS, '2026-03-29'), (NEW_YORK, '2026-03-08'), ('America/Santiago', '2026-09-06')):
        hour = '00' if 'Santiago' in zone else '02'
        before = (datetime.fromisoformat(day) - timedelta(days=3)).strftime('%Y-%m-%d')
        for start, end in (('%s:30', '%s:45'), ('%s:30', '04:30'), ('%s:00', '%s:30'), ('%s:45', '03:15'), ('23:00', '%s:30'), ('%s:30', '%s:00')):
            texts = [text % hour if '%' in text else text for text in (start, end)]
            add('gap', zone, f'{before}T{texts[0]}', f'{before}T{texts[1]}', 'FREQ=DAILY', before, 8)
    add('gap', PARIS, '2026-03-29T02:30', '2026-03-29T03:15', None, '2026-03-28', 4)
    add('gap', 'Pacific/Apia', '2011-12-26T09:00', '2011-12-26T17:00', 'FREQ=DAILY', '2011-12-27', 8)
    add('gap', 'Pacific/Apia', '2011-12-30T09:00', '2011-12-31T17:00', None, '2011-12-27', 8)


def overlap():
    for zone, day in ((PARIS, '2026-10-25'), (NEW_YORK, '2026-11-01'), ('America/Santiago', '2026-04-05')):
        hour, next_hour = {PARIS: ('02', '03'), NEW_YORK: ('01', '02')}.get(zone, ('23', '00'))
        before = (datetime.fromisoformat(day) - timedelta(days=3)).strftime('%Y-%m-%d')
        for start, end in (('{h}:15', '{h}:45'), ('{h}:30', '{n}:30'), ('{h}:45', '{h}:15'), ('00:30', '{h}:30'), ('{h}:00', '{n}:00'), ('{n}:00', '{h}:00')):
            texts = [text.format(h=hour, n=next_hour) for text in (start, end)]
            add('overlap', zone, f'{before}T{texts[0]}', f'{before}T{texts[1]}', 'FREQ=DAILY', before, 8)


def half_hour():
    for before, at in (('2026-04-02', 'back'), ('2026-10-01', 'on')):
        for start, end in (('01:15', '01:45'), ('01:45', '02:15'), ('02:00', '02:15'), ('02:15', '02:30'), ('02:15', '02:20'), ('01:30', '02:00'), ('22:00', '06:00'), ('02:10', '02:10')):
            add('half-hour DST', LORD_HOWE, f'{before}T{start}', f'{before}T{end}', 'FREQ=DAILY', before, 7)
    add('half-hour DST', LORD_HOWE, '2026-01-05T09:00', '2026-01-05T17:00', 'FREQ=MONTHLY', '2026-01-01', 400)


def changed():
    for zone, day in (
        ('Europe/Istanbul', '2016-10-25'), ('Europe/Istanbul', '2016-09-01'), ('America/Sao_Paulo', '2019-10-28'),
        ('America/Sao_Paulo', '2018-10-28'), ('Asia/Pyongyang', '2015-08-10'), ('Asia/Pyongyang', '2018-05-01'),
        ('Europe/Volgograd', '2018-10-24'), ('Europe/Volgograd', '2020-12-23'), ('Africa/Juba', '2021-01-28'),
        ('Asia/Amman', '2022-10-24'), ('America/Caracas', '2016-04-28'), ('Africa/Khartoum', '2017-10-28'),
        ('Asia/Tehran', '2022-09-18'), ('America/Mexico_City', '2022-10-26'), ('America/Mexico_City', '2023-03-30'),
        ('Pacific/Fiji', '2021-11-10'), ('Africa/Casablanca', '2018-10-24'), ('Asia/Almaty', '2024-02-26'),
    ):
        add('a zone whose rules changed', zone, f'{day}T00:15', f'{day}T03:15', 'FREQ=DAILY', day, 8)


def count():
    for number, recur in ((1, 'FREQ=DAILY'), (3, 'FREQ=DAILY'), (10, 'FREQ=WEEKLY;BYDAY=MO,WE'), (5, 'FREQ=MONTHLY'), (4, 'FREQ=YEARLY'), (7, 'FREQ=DAILY;INTERVAL=3')):
        for zone, since in ((PARIS, '2026-01-01'), (NEW_YORK, '2026-01-20'), ('Asia/Tokyo', '2026-03-25')):
            add('COUNT', zone, '2026-01-05T09:00', '2026-01-05T17:30', f'{recur};COUNT={number}', since, 1500)
    add('COUNT', PARIS, '2000-01-03T09:00', '2000-01-03T17:30', 'FREQ=DAILY;COUNT=10000', '2027-05-10', 30)
    add('COUNT', PARIS, '2026-03-27T02:30', '2026-03-27T02:45', 'FREQ=DAILY;COUNT=4', '2026-03-25', 10)


def until():
    for recur, since in (('FREQ=DAILY', '2026-01-10'), ('FREQ=WEEKLY', '2026-01-01'), ('FREQ=WEEKLY;BYDAY=MO,TU', '2026-01-01')):
        for limit in ('20260119T080000Z', '20260119T075959Z', '20260119T140000Z', '20260119T135959Z', '20260105T140000Z'):
            add('UNTIL', PARIS if limit < '20260119T1' and '0' in limit[9] else NEW_YORK, '2026-01-05T09:00', '2026-01-05T17:30', f'{recur};UNTIL={limit}', since, 30)
    add('UNTIL', PARIS, '2026-03-27T02:30', '2026-03-27T04:00', 'FREQ=DAILY;UNTIL=20260329T013000Z', '2026-03-25', 10)
    add('UNTIL', PARIS, '2026-03-27T02:30', '2026-03-27T04:00', 'FREQ=DAILY;UNTIL=20260329T012959Z', '2026-03-25', 10)


def interval():
    for recur, days in (
        ('FREQ=DAILY;INTERVAL=2', 40), ('FREQ=DAILY;INTERVAL=3', 40), ('FREQ=DAILY;INTERVAL=45', 400), ('FREQ=DAILY;INTERVAL=1000', 4000),
        ('FREQ=WEEKLY;INTERVAL=2', 120), ('FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR', 120), ('FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SU', 120),
        ('FREQ=WEEKLY;INTERVAL=53', 3000), ('FREQ=MONTHLY;INTERVAL=2', 500), ('FREQ=MONTHLY;INTERVAL=5', 900), ('FREQ=MONTHLY;INTERVAL=18', 3000),
        ('FREQ=YEARLY;INTERVAL=2', 3000), ('FREQ=YEARLY;INTERVAL=3', 4000), ('FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO', 900),
        ('FREQ=YEARLY;INTERVAL=2;BYMONTH=1,7', 3000), ('FREQ=YEARLY;INTERVAL=7', 6000),
    ):
        add('INTERVAL', PARIS, '2026-01-05T09:00', '2026-01-05T17:30', recur, '2026-01-01', days)


def ordinals():
    for start, recur in (
        ('2026-01-05', 'FREQ=MONTHLY;BYDAY=1MO'), ('2026-01-30', 'FREQ=MONTHLY;BYDAY=-1FR'), ('2026-01-13', 'FREQ=MONTHLY;BYDAY=2TU,4TU'),
        ('2026-01-30', 'FREQ=MONTHLY;BYDAY=5FR'), ('2026-01-05', 'FREQ=YEARLY;BYDAY=1MO'), ('2026-12-28', 'FREQ=YEARLY;BYDAY=-1MO'),
        ('2026-01-05', 'FREQ=YEARLY;BYMONTH=1,6;BYDAY=1MO'), ('2026-03-29', 'FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU'), ('2026-01-23', 'FREQ=MONTHLY;BYDAY=-2FR'),
        ('2026-05-18', 'FREQ=YEARLY;BYDAY=20MO'), ('2026-01-01', 'FREQ=MONTHLY;BYDAY=1TH,3TH,-1TH'), ('2026-01-02', 'FREQ=YEARLY;BYDAY=53FR,1FR'),
        ('2026-02-23', 'FREQ=MONTHLY;BYDAY=4MO;INTERVAL=2'), ('2026-01-06', 'FREQ=MONTHLY;BYDAY=1TU;BYMONTH=1,3,5'), ('2026-01-31', 'FREQ=MONTHLY;BYDAY=-1SA,-1SU'),
        ('2026-11-26', 'FREQ=YEARLY;BYMONTH=11;BYDAY=4TH'),
    ):
        add('BYDAY with ordinals', PARIS, f'{start}T09:00', f'{start}T17:30', recur, '2026-01-01', 700)


def month_end():
    for recur in ('FREQ=MONTHLY;BYMONTHDAY=-1', 'FREQ=MONTHLY;BYMONTHDAY=-1,15', 'FREQ=YEARLY;BYMONTH=1,2;BYMONTHDAY=-1', 'FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=-1'):
        for zone, start, end in ((PARIS, '09:00', '17:30'), (NEW_YORK, '22:00', '02:30'), (LORD_HOWE, '00:00', '00:00'), ('Asia/Kolkata', '18:00', '18:30')):
            add('BYMONTHDAY -1', zone, f'2026-01-31T{start}', f'2026-01-31T{end}', recur, '2027-11-01', 150 if 'YEAR' not in recur else 700)


def positions():
    for start, recur in (
        ('2026-01-01', 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1'), ('2026-01-30', 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1'),
        ('2026-01-29', 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2'), ('2026-01-05', 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=3'),
        ('2026-01-01', 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-1'), ('2026-01-05', 'FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1'),
        ('2026-01-09', 'FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=-1'), ('2026-01-03', 'FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=1'),
        ('2026-01-31', 'FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=-1'), ('2026-01-02', 'FREQ=YEARLY;BYMONTH=1,7;BYDAY=FR;BYSETPOS=1'),
        ('2026-12-31', 'FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1'), ('2026-01-15', 'FREQ=MONTHLY;BYMONTHDAY=13,14,15;BYSETPOS=-1'),
        ('2026-01-13', 'FREQ=MONTHLY;BYMONTHDAY=13,14,15;BYDAY=TU,WE,TH;BYSETPOS=1'), ('2026-01-05', 'FREQ=MONTHLY;INTERVAL=2;BYDAY=MO,TU;BYSETPOS=1'),
        ('2026-01-05', 'FREQ=YEARLY;INTERVAL=2;BYDAY=MO;BYSETPOS=1'), ('2026-01-14', 'FREQ=MONTHLY;BYDAY=WE;BYSETPOS=2,4'),
    ):
        add('BYSETPOS', PARIS, f'{start}T09:00', f'{start}T17:30', recur, '2026-01-01', 180 if 'YEAR' not in recur else 1400)


def week_start():
    for first in ('MO', 'TU', 'SU', 'WE'):
        for start, days, step in (('2026-01-06', 'TU,SU', 2), ('2026-01-05', 'MO,SA', 2), ('2026-01-04', 'SU,MO', 3), ('2026-01-07', 'MO,WE', 4)):
            add('WKST', PARIS, f'{start}T09:00', f'{start}T17:30', f'FREQ=WEEKLY;INTERVAL={step};BYDAY={days};WKST={first}', '2026-01-01', 120)


def week_start_matters():
    """Each of these changes when WKST is left out."""
    for start, zone, recur in (
        ('2026-01-06', PARIS, 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;WKST=TH'), ('2026-01-09', NEW_YORK, 'FREQ=WEEKLY;INTERVAL=2;BYDAY=FR,SA;WKST=SA'),
        ('2026-01-04', LORD_HOWE, 'FREQ=WEEKLY;INTERVAL=3;BYDAY=SU,WE,SA;WKST=SU'), ('2026-01-03', 'Asia/Kolkata', 'FREQ=WEEKLY;INTERVAL=5;BYDAY=SA,FR;WKST=SA'),
        ('2026-01-04', PARIS, 'FREQ=WEEKLY;BYDAY=MO,WE,SU;BYSETPOS=1;WKST=SU'), ('2026-01-05', PARIS, 'FREQ=WEEKLY;BYDAY=MO,WE,SA;BYSETPOS=-1;WKST=TU'),
        ('2026-01-07', NEW_YORK, 'FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,TU;COUNT=9;WKST=WE'), ('2026-01-05', PARIS, 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;UNTIL=20260315T090000Z;WKST=SU'),
        ('2026-01-11', PARIS, 'FREQ=YEARLY;BYWEEKNO=2,20;BYDAY=SU;WKST=SU'), ('2026-05-17', PARIS, 'FREQ=YEARLY;BYWEEKNO=20,21;BYDAY=SU,MO;WKST=SU'),
    ):
        days = 120 if 'WEEKLY' in recur else 1400
        add('WKST', zone, f'{start}T09:00', f'{start}T17:30', recur, '2026-01-01', days)


def one_off():
    for zone in (PARIS, NEW_YORK, LORD_HOWE, 'Asia/Kathmandu'):
        for start, end in (('2026-03-27T09:00', '2026-03-30T17:30'), ('2026-01-05T09:00', '2026-01-05T17:30'), ('2026-10-20T22:00', '2026-10-20T06:00'), ('2026-03-05T00:00', '2026-04-05T00:00'), ('2026-10-25T02:30', '2026-10-25T02:45')):
            add('one-off', zone, start, end, None, '2026-01-01', 365)


def without(recur, part):
    return ';'.join(one for one in recur.split(';') if not one.startswith(f'{part}='))


def changes(case, part):
    """Are its boundaries others where this part is left out? A rule that then misses its start counts."""
    text = lambda name: datetime.fromisoformat(case[name].replace('.000Z', '+00:00'))
    try:
        left = boundaries(case['zone'], text('start'), text('end'), without(case['recur'], part), text('from'), text('to'))
    except AssertionError:
        return True
    return left != case['boundaries']


def check_parts():
    """A case of a part proves nothing of it where it is the same without."""
    for kind in ('COUNT', 'UNTIL', 'INTERVAL', 'BYDAY with ordinals', 'BYMONTHDAY -1', 'BYSETPOS', 'WKST'):
        part = kind.split()[0]
        matters = sum(changes(case, part) for case in cases if case['kind'] == kind)
        assert matters >= PART_MATTERS_MIN, (kind, matters)


for make in (midnight, gap, overlap, half_hour, changed, count, until, interval, ordinals, month_end, positions, week_start, one_off, week_start_matters):
    make()
check_parts()
text = ',\n'.join(json.dumps(case) for case in cases)
(Path(__file__).parent / 'cases.json').write_text(f'[\n{text}\n]\n')
kinds = [case['kind'] for case in cases]
for kind in dict.fromkeys(kinds):
    print(kind, kinds.count(kind), sum(len(case['boundaries']) for case in cases if case['kind'] == kind))
print(len(cases))
