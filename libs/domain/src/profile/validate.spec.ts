import { describe, expect, it } from '@jest/globals';
import { away, driving, faultsOf, long, office, work, type Json } from './validate.fixture.js';
import { validateProfile } from './validate.js';

const longIds = Array.from({ length: 1000 }, (_, index) => `u${index}-${long(24)}`.slice(0, 24));
const ids = (count: number) => Array.from({ length: count }, (_, index) => `user-${index}`);

describe('C1.6 a profile as uploaded', () => {
  it('that is right is answered equal', () => {
    expect(validateProfile(structuredClone(work))).toEqual({ document: work });
  });

  it('is answered in its normal form: audiences are sorted sets, text is composed', () => {
    const audience = { only: ['zed', 'bob', 'carol'] };
    const uploaded = { ...work, label: 'Cafe\u0301', contacts: ['zed', 'bob'] };
    const result = validateProfile({
      ...uploaded,
      modes: [office, driving, { ...away, audience }],
    });
    expect(result).toMatchObject({
      document: { label: 'Caf\u00e9', contacts: ['zed', 'bob'] },
    });
    expect(result).toHaveProperty('document.modes.2.audience', { only: ['bob', 'carol', 'zed'] });
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'work'],
    ['an array', [work]],
  ])('that is %s is refused as a whole', (_, input) => {
    const fault = { field: '', message: 'must be an object' };
    expect(validateProfile(input)).toEqual({ faults: [fault] });
  });

  it('without anything in it misses every member', () => {
    const missing = [
      'profile',
      'label',
      'zone',
      'contacts',
      'authorisation',
      'defaultMode',
      'modes',
    ];
    const faults = missing.map((name) => ({ field: `/${name}`, message: 'is missing' }));
    expect(validateProfile({})).toEqual({ faults });
  });

  it.each<[string, Json, readonly string[]]>([
    ['an unknown member', { colour: 'red' }, ['/colour']],
    ['a member with a slash and a tilde', { 'a/b~c': 1 }, ['/a~1b~0c']],
    [
      'a member of every object',
      JSON.parse('{"__proto__":{},"constructor":1}') as Json,
      ['/__proto__', '/constructor'],
    ],
    ['an id of nothing', { profile: '' }, ['/profile']],
    ['an id of 64', { profile: long(64) }, []],
    ['an id of 65', { profile: long(65) }, ['/profile']],
    ['an id with a dot', { profile: 'a.b' }, ['/profile']],
    ['an id that begins with a dash', { profile: '-a' }, ['/profile']],
    ['an id with a line behind it', { profile: 'a\n' }, ['/profile']],
    ['a number for an id', { profile: 7 }, ['/profile']],
    ['a label of nothing', { label: ' ' }, ['/label']],
    ['a label of 128 characters', { label: '💬'.repeat(128) }, []],
    ['a label of 129 characters', { label: '💬'.repeat(129) }, ['/label']],
    ['half a character', { label: 'a\ud83d' }, ['/label']],
    ['a label of two lines', { label: 'a\nb' }, ['/label']],
    ['a zone nobody knows', { zone: 'Europe/Atlantis' }, ['/zone']],
    ['a zone in another case', { zone: 'europe/paris' }, ['/zone']],
    ['an offset for a zone', { zone: '+01:00' }, ['/zone']],
    ['a name of one library alone', { zone: 'SystemV/PST8' }, ['/zone']],
    ['an old name of a zone', { zone: 'Asia/Calcutta' }, []],
    ['a new name of a zone', { zone: 'Asia/Kolkata' }, []],
    ['UTC', { zone: 'UTC' }, []],
    ['a list of no contacts', { contacts: [] }, []],
    ['contacts that are no list', { contacts: { bob: true } }, ['/contacts']],
    ['a contact twice', { contacts: ['bob', 'carol', 'bob'] }, ['/contacts/2']],
    ['a contact of 24', { contacts: [long(24)] }, []],
    ['a contact of 25', { contacts: ['bob', long(25), 3] }, ['/contacts/1', '/contacts/2']],
    ['1,000 contacts', { contacts: ids(1000) }, []],
    ['1,001 contacts', { contacts: ids(1001) }, ['/contacts']],
    ['authorisation perhaps', { authorisation: 'perhaps' }, ['/authorisation']],
    ['a default mode of another', { defaultMode: 'sofa' }, ['/defaultMode']],
    ['no modes', { modes: [] }, ['/modes', '/defaultMode']],
    ['a mode that is none', { modes: [away, null] }, ['/modes/1']],
    ['32 modes', { modes: manyModes(32), defaultMode: 'm1' }, []],
    ['33 modes', { modes: manyModes(33), defaultMode: 'm1' }, ['/modes']],
    ['the same mode and order twice', { modes: [away, away] }, ['/modes/1/mode', '/modes/1/order']],
    ['too many bytes', { modes: withAudience(longIds), contacts: longIds }, ['']],
    ['too many keys', { modes: Array.from({ length: 2001 }, () => ({ a: 1, b: 2 })) }, ['']],
    [
      'too many levels',
      { label: JSON.parse('['.repeat(5000) + ']'.repeat(5000)) as unknown },
      [''],
    ],
    ['200 rules', { modes: withRules(100, 100) }, []],
    ['201 rules', { modes: withRules(101, 100) }, ['/modes']],
  ])('%s', (_, changes, fields) => expect(faultsOf(changes)).toEqual(fields));

  it('tells every fault at once', () => {
    const fields = faultsOf({
      profile: '',
      zone: 'Nowhere',
      contacts: ['bob', '!', 'bob'],
      defaultMode: 'sofa',
      modes: [office, { ...driving, order: 1, notification: 'loud' }, { mode: 'away' }],
    });
    expect(fields.toSorted()).toEqual([
      '/contacts/1',
      '/contacts/2',
      '/defaultMode',
      '/modes/1/notification',
      '/modes/1/order',
      '/modes/2/audience',
      '/modes/2/availability',
      '/modes/2/notification',
      '/modes/2/order',
      '/profile',
      '/zone',
    ]);
  });
});

function manyModes(count: number): readonly Json[] {
  return Array.from({ length: count }, (_, index) => ({
    ...away,
    mode: `m${index}`,
    order: index,
  }));
}

function withAudience(except: readonly string[]): readonly Json[] {
  return [away, { ...office, audience: { except } }];
}

function withRules(...counts: readonly number[]): readonly Json[] {
  const rules = counts.map((count) => Array.from({ length: count }, () => office.rules[0]));
  return [
    away,
    ...rules.map((all, index) => ({ ...office, mode: `m${index}`, order: index, rules: all })),
  ];
}
