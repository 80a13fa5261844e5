import { type Account, type AccountFact, evolveAccount, initialAccount } from '@liaison/domain';
import type { AggregateCodec } from '../codec.js';
import type { Fact, JsonObject } from '../envelope.js';
import { member, pick, take } from '../fields.js';
import { TypeTable } from '../type-table.js';
import { accountFactTypes } from './types.js';

const table = new TypeTable(accountFactTypes);

interface OpenHead {
  readonly status: Account['status'];
  readonly terminals: readonly Pick<Account['terminals'][number], 'terminal' | 'kind'>[];
  readonly credentials: Account['credentials'];
}

/** Account facts: the head lies open, but for the terminals' labels and numbers. */
export const accountCodec: AggregateCodec<AccountFact, Account> = {
  kind: 'account',
  initial: initialAccount,
  evolve: evolveAccount,
  encode(fact, after) {
    const { type, open, sealed, box } = table.of(fact.type);
    const data = { ...pick(fact, open), head: openHead(after) };
    return box === undefined
      ? { type, data }
      : { type, data, box: { ...pick(fact, sealed), ...sealedHead(after) } };
  },
  decode(whole, data, box) {
    const { type, body } = table.read(whole, { data, box });
    const fact: Record<string, unknown> = { type: type.fact };
    take(fact, body.data, type.open);
    if (type.box !== undefined) take(fact, body.box ?? {}, type.sealed);
    const labels = type.box === undefined ? {} : member(body.box, 'labels');
    const numbers = type.box === undefined ? {} : member(body.box, 'numbers');
    return {
      fact: fact as unknown as AccountFact,
      head: wholeHead(member(body.data, 'head') as unknown as OpenHead, labels, numbers),
    };
  },
};

/**
 * The head of an account fact whose box stays shut: without labels and numbers, but enough to know who
 * may act and which terminals are theirs; of no fact: nobody's. Throws as `decode` does.
 */
export function accountOfShut(last: Pick<Fact, 'type' | 'data'> | undefined): Account {
  if (last === undefined) return initialAccount;
  const { body } = table.read(last.type, { data: last.data, box: undefined });
  return wholeHead(member(body.data, 'head') as unknown as OpenHead, {}, {});
}

function openHead(account: Account): JsonObject {
  return {
    status: account.status,
    terminals: account.terminals.map(({ terminal, kind }) => ({ terminal, kind })),
    credentials: account.credentials.map(({ credential, kind }) => ({ credential, kind })),
  };
}

function sealedHead(account: Account): JsonObject {
  const labels: Record<string, string> = {};
  const numbers: Record<string, string> = {};
  for (const { terminal, label, number } of account.terminals) {
    labels[terminal] = label;
    if (number !== undefined) numbers[terminal] = number;
  }
  return { labels, numbers };
}

function wholeHead(head: OpenHead, labels: JsonObject, numbers: JsonObject): Account {
  return {
    status: head.status,
    terminals: head.terminals.map(({ terminal, kind }) => {
      const label = ownText(labels, terminal) ?? '';
      const number = ownText(numbers, terminal);
      return { terminal, kind, label, ...(number === undefined ? {} : { number }) };
    }),
    credentials: head.credentials,
  };
}

/** Ids such as `constructor` are legal: only members of the box's own count. */
function ownText(texts: JsonObject, id: string): string | undefined {
  const text = Object.hasOwn(texts, id) ? texts[id] : undefined;
  return typeof text === 'string' ? text : undefined;
}
