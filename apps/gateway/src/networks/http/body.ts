import type { IncomingMessage } from 'node:http';
import { limits } from '@liaison/contracts';

/** Why a body was not read whole. */
export type BodyFault = 'too-large' | 'too-slow' | 'broken-off';

/** Reads a body of at most so many bytes, within the time there is to say who one is. */
export function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer | BodyFault> {
  // It says so only once.
  if (request.destroyed) return Promise.resolve('broken-off');
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) {
    return Promise.resolve('too-large');
  }
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const done = (read: Buffer | BodyFault): void => {
      clearTimeout(patience);
      request.off('data', take);
      resolve(read);
    };
    const take = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > bytesMax) done('too-large');
      else chunks.push(chunk);
    };
    const patience = setTimeout(() => done('too-slow'), limits.authenticateMs);
    request.on('data', take);
    request.once('end', () => done(Buffer.concat(chunks)));
    request.once('close', () => done('broken-off'));
    // What breaks a request off is followed by its close.
    request.once('error', () => undefined);
  });
}
