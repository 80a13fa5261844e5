import type { ParkingCode } from '@liaison/domain';
import { COPY_ABOUT_HEADER, COPY_EXPIRES_HEADER } from './copy.js';

/** A copy with all that is needed to hand it over once more. */
export interface KeptCopy {
  readonly copy: string;
  /** As it is handed over, byte for byte. */
  readonly body: string;
  /** When its retention is over, milliseconds since the epoch by our clock. */
  readonly expiresMs: number;
  /** The user it is about. */
  readonly about?: string;
}

/** A copy taken out of its service's way, on `liaison.parked.service.<svc>`. */
export interface ParkedCopy extends KeptCopy {
  readonly code: ParkingCode;
  /** Times it was delivered. */
  readonly attempts: number;
  /** Its place in EVENTS_OUT; absent: it was never there. */
  readonly sequence?: number;
}

const ID_HEAD = 'parked:';
const ERASED_HEAD = 'erased:';
const MESSAGE_ID = 'Nats-Msg-Id';

interface Headers {
  get(name: string): string;
}

/** The headers a copy is kept with, wherever it lies. */
export function copyHeaders({
  expiresMs,
  about,
}: Pick<KeptCopy, 'expiresMs' | 'about'>): Readonly<Record<string, string>> {
  return {
    [COPY_EXPIRES_HEADER]: String(expiresMs),
    ...(about === undefined ? {} : { [COPY_ABOUT_HEADER]: about }),
  };
}

/** What those headers say; a copy without them is from before they were written, and never expires. */
export function readCopyHeaders(
  headers: Headers | undefined,
): Pick<KeptCopy, 'expiresMs' | 'about'> {
  const expires = headers?.get(COPY_EXPIRES_HEADER) ?? '';
  const about = headers?.get(COPY_ABOUT_HEADER) ?? '';
  return {
    expiresMs: expires === '' ? Number.POSITIVE_INFINITY : Number(expires),
    ...(about === '' ? {} : { about }),
  };
}

/** A parked copy as PARKED holds it: the reason, then the copy itself. */
export function encodeParkedCopy(parked: ParkedCopy): {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
} {
  const { copy, code, attempts, sequence, body } = parked;
  const why = { copy, code, attempts, stream: 'EVENTS_OUT', sequence };
  return {
    body: `${JSON.stringify(why).slice(0, -1)},"event":${body}}`,
    headers: { [MESSAGE_ID]: `${ID_HEAD}${copy}`, ...copyHeaders(parked) },
  };
}

/** The copy a message of PARKED holds, by its headers; undefined: it is something else that is parked. */
export const parkedCopyId = (headers: Headers | undefined): string | undefined =>
  idBehind(ID_HEAD, headers);

/** What stays of a copy that was destroyed because the user it is about is erased: its id alone. */
export function encodeErasedCopy(
  copy: string,
  from: { readonly stream: string; readonly sequence: number },
): { readonly body: string; readonly headers: Readonly<Record<string, string>> } {
  return {
    body: JSON.stringify({ copy, code: 'erased', ...from }),
    headers: { [MESSAGE_ID]: `${ERASED_HEAD}${copy}` },
  };
}

/** The copy a message of PARKED says is erased, by its headers. */
export const erasedCopyId = (headers: Headers | undefined): string | undefined =>
  idBehind(ERASED_HEAD, headers);

function idBehind(head: string, headers: Headers | undefined): string | undefined {
  const id = headers?.get(MESSAGE_ID) ?? '';
  return id.startsWith(head) ? id.slice(head.length) : undefined;
}

/** Reads a message of PARKED; undefined: it holds no copy, or none any more. */
export function decodeParkedCopy(
  text: string,
  headers: Headers | undefined,
): ParkedCopy | undefined {
  if (parkedCopyId(headers) === undefined) return undefined;
  const {
    event: _,
    copy,
    code,
    attempts,
    sequence,
  } = JSON.parse(text) as Omit<ParkedCopy, 'body'> & {
    readonly event: unknown;
  };
  // The reason is written before the copy, and holds no such member: what follows is the copy's bytes.
  const mark = '"event":';
  const body = text.slice(text.indexOf(mark) + mark.length, -1);
  return {
    copy,
    code,
    attempts,
    body,
    ...(sequence === undefined ? {} : { sequence }),
    ...readCopyHeaders(headers),
  };
}
