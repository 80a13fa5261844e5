export { MongoStore } from './client.js';
export { MongoKeyStore } from './key-store.js';
export { requireKeysOfLog } from './keys-of-log.js';
export { MongoRowStore } from './row-store.js';
export { type ServerSaid, serverSaid } from './server-check.js';
