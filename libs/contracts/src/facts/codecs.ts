import { accountCodec } from './account/codec.js';
import { consentCodec } from './consent/codec.js';
import { deliveryCodec } from './delivery/codec.js';
import { inboxCodec } from './inbox/codec.js';
import { matchedCodec } from './matched/codec.js';
import { profileCodec } from './profile/codec.js';
import { registryCodec } from './registry/codec.js';
import { selectionCodec } from './selection/codec.js';
import { serviceAccountCodec } from './service-account/codec.js';
import { terminalCodec } from './terminal/codec.js';

/** The codec of each kind of aggregate that has facts. */
export const codecs = {
  account: accountCodec,
  terminal: terminalCodec,
  profile: profileCodec,
  consent: consentCodec,
  selection: selectionCodec,
  registry: registryCodec,
  'service-account': serviceAccountCodec,
  matched: matchedCodec,
  delivery: deliveryCodec,
  inbox: inboxCodec,
} as const;
