import { createHash } from 'node:crypto';

const PROGRESS_WIDTH = 30;
const CONNECT_TIMEOUT_MS = 10_000;
const STALL_TIMEOUT_MS = 30_000;

/** The bytes are not what they should be, or did not all come. */
export class DownloadFailed extends Error {}

/**
 * Fetches a file and checks its SHA-256; what does not match is thrown away, never written.
 * @param {string} url
 * @param {string} sha256 lower-case hex
 * @param {{ stallTimeoutMs?: number }} [limits]
 * @returns {Promise<Buffer>}
 */
export async function download(url, sha256, limits = {}) {
  const control = new AbortController();
  const watch = new Watch(control, limits.stallTimeoutMs ?? STALL_TIMEOUT_MS);
  try {
    const body = await receive(await fetch(url, { signal: control.signal }), watch);
    verify(body, sha256, url);
    return body;
  } catch (error) {
    if (error instanceof DownloadFailed) throw error;
    throw new DownloadFailed(`${url} could not be fetched (${reason(error)})`, { cause: error });
  } finally {
    watch.stop();
    endProgress();
  }
}

/** @param {Error & { cause?: { code?: string } }} error */
function reason(error) {
  return error.cause?.code ?? error.name;
}

/** Ends a transfer that does not begin, or stands still for too long. */
class Watch {
  constructor(control, stallMs) {
    this.control = control;
    this.stallMs = stallMs;
    this.timer = setTimeout(() => control.abort(), CONNECT_TIMEOUT_MS);
  }

  moved() {
    this.stop();
    this.timer = setTimeout(() => this.control.abort(), this.stallMs);
  }

  stop() {
    clearTimeout(this.timer);
  }
}

/** @param {Response} response @param {Watch} watch @returns {Promise<Buffer>} */
async function receive(response, watch) {
  if (!response.ok) throw new DownloadFailed(`${response.url} answered ${response.status}`);
  const total = Number(response.headers.get('content-length') ?? 0);
  const chunks = [];
  let received = 0;
  for await (const chunk of response.body) {
    watch.moved();
    chunks.push(chunk);
    received += chunk.length;
    showProgress(received, total);
  }
  if (received < total) throw new DownloadFailed(`${response.url} was cut off`);
  return Buffer.concat(chunks);
}

/**
 * Demands that bytes have a SHA-256.
 * @param {Buffer} body @param {string} sha256 @param {string} what
 */
export function verify(body, sha256, what) {
  const actual = createHash('sha256').update(body).digest('hex');
  if (actual !== sha256) {
    throw new DownloadFailed(`${what} has SHA-256 ${actual}, not ${sha256}: thrown away`);
  }
}

/** @param {number} received @param {number} total */
function showProgress(received, total) {
  if (!process.stderr.isTTY || total === 0) return;
  const done = Math.round((PROGRESS_WIDTH * received) / total);
  const bar = '#'.repeat(done) + '.'.repeat(PROGRESS_WIDTH - done);
  process.stderr.write(
    `\r  [${bar}] ${(received / 1e6).toFixed(1)} of ${(total / 1e6).toFixed(1)} MB`,
  );
}

function endProgress() {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
}
