import type { FactId, Instant } from '@liaison/domain';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** A fact as stored: CloudEvents 1.0, structured JSON, canonical (RFC 8785). */
export interface Fact {
  readonly specversion: '1.0';
  readonly id: FactId;
  /** `/liaison/<app>` */
  readonly source: string;
  /** `liaison.<aggregate>.<verb>.v<n>` */
  readonly type: string;
  /** The aggregate's name: `profile.alice`. */
  readonly subject: string;
  readonly time: Instant;
  readonly revision: number;
  readonly previous?: FactId;
  readonly command: string;
  readonly actor: string;
  readonly causation?: string;
  readonly correlation: string;
  readonly data: JsonObject;
  /** `A256GCM.<key>.<nonce>.<ciphertext ‖ tag>` */
  readonly sealed?: string;
}
