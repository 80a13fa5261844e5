import { accountCodec } from './account/codec.js';
import { consentCodec } from './consent/codec.js';
import { profileCodec } from './profile/codec.js';
import { terminalCodec } from './terminal/codec.js';

/** The codec of each kind of aggregate that has facts. */
export const codecs = {
  account: accountCodec,
  terminal: terminalCodec,
  profile: profileCodec,
  consent: consentCodec,
} as const;
