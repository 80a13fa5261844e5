import { MongoClient } from 'mongodb';

/** How databases are called that tests make on a server that was given to them. */
export const DATABASES_OF_RUN = `liaison-test-${process.env.LIAISON_TEST_RUN ?? ''}-`;

const URL_FORM = /^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/([^?]*))?(?:\?(.*))?$/;

/**
 * The URL of another database on the same server; who we are stays what the URL says.
 * @param {string} url @param {string} name
 */
export function databaseAt(url, name) {
  const [, server = '', database = '', query = ''] = URL_FORM.exec(url) ?? [];
  if (server === '') throw new Error('LIAISON_TEST_MONGODB_URL is no URL of a MongoDB');
  const options = new URLSearchParams(query);
  if (server.includes('@') && !options.has('authSource')) {
    options.set('authSource', database === '' ? 'admin' : database);
  }
  return `${server}/${name}${options.size > 0 ? `?${options.toString()}` : ''}`;
}

/** After a run of tests: takes away what systems that keep their data left on a server that was given. */
export default async function () {
  const given = process.env.LIAISON_TEST_MONGODB_URL ?? '';
  if (given === '') return;
  const client = new MongoClient(given);
  try {
    const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
    const ours = databases.filter(({ name }) => name.startsWith(DATABASES_OF_RUN));
    for (const { name } of ours) await client.db(name).dropDatabase();
  } finally {
    await client.close();
  }
}
