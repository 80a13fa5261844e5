import { StoreRefused } from '../errors.js';

/** Where rows and keys lie if the URL names no database. */
const DATABASE = 'liaison';
const HOST = String.raw`(?:\[[0-9A-Fa-f:.]+\]|[^/?@:,[\]]+)(?::\d+)?`;
/** With one @ at most: a password with one in it, or with / or ?, is never taken for a host. */
const URL_FORM = new RegExp(
  String.raw`^mongodb(?:\+srv)?://(?:([^@/?]*)@)?(${HOST}(?:,${HOST})*)(?:/([^?@]*))?(?:\?([^@]*))?$`,
);
/** What a database may be called on every system MongoDB runs on. */
const DATABASE_NAME = /^[A-Za-z0-9_-]{1,38}$/;
/** The server's own: `local` is on one member alone. */
const OF_SERVER: ReadonlySet<string> = new Set(['admin', 'config', 'local']);

/** A MongoDB's address, taken apart. */
export interface MongoAddress {
  readonly url: string;
  readonly database: string;
  /** As it may be shown: database, user and hosts, no password. */
  readonly shown: string;
}

/** Takes a URL apart. Throws `StoreRefused`, which never holds a password. */
export function mongoAddress(url: string): MongoAddress {
  const parts = URL_FORM.exec(url);
  if (parts === null) {
    throw new StoreRefused(
      'LIAISON_MONGODB_URL is no URL of a MongoDB: it is mongodb://USER:PASSWORD@HOST:PORT/DATABASE ' +
        '(or mongodb+srv://…), with %-escapes for what is special in the password',
    );
  }
  const [, credentials, hosts = '', named = ''] = parts;
  requireEscaped(credentials);
  const database = named === '' ? DATABASE : named;
  if (!DATABASE_NAME.test(database)) {
    throw new StoreRefused(
      `LIAISON_MONGODB_URL names the database ${database}: take a name of letters, digits, - or _, ` +
        'at most 38',
    );
  }
  if (OF_SERVER.has(database)) {
    throw new StoreRefused(
      `LIAISON_MONGODB_URL names the database ${database}, which is the server's own: name another one`,
    );
  }
  const user = credentials === undefined ? '' : ` as ${credentials.split(':')[0] ?? ''}`;
  return { url, database, shown: `database ${database} of MongoDB at ${hosts}${user}` };
}

function requireEscaped(credentials = ''): void {
  try {
    decodeURIComponent(credentials);
  } catch {
    throw new StoreRefused(
      'LIAISON_MONGODB_URL has a % in its user or password that begins no %-escape: write %25 for it',
    );
  }
}
