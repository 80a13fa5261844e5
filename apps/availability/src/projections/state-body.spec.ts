import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from '@liaison/contracts';
import { withSrc, withoutSrc } from './state-body.js';

const documents = [
  { status: 'gone' },
  { status: 'registered', blocked: ['src', 'status'] },
  {
    status: 'registered',
    authorisation: 'required',
    grants: ['bob'],
    reach: { except: [] },
    walk: [{ tells: 'connectable', audience: { only: ['status'], others: 'next' } }],
    own: 'connectable',
  },
];

describe('the body of STATE', () => {
  it.each(documents)('stays canonical with its sequence in place: %j', (document) => {
    const stored = withSrc(canonicalJson(document), 4711);
    expect(stored).toBe(canonicalJson({ ...document, src: 4711 }));
    expect(withoutSrc(stored)).toBe(canonicalJson(document));
  });
});
