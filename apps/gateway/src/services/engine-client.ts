import type { EngineClient } from '@liaison/contracts';

/** Where the engine says whose connection a request came by. */
const REQUEST_INFO = 'Nats-Request-Info';
const ACCOUNT = 'SERVICES';

/** Headers of a message, by their exact names. */
export interface RequestHeaders {
  values(name: string): readonly string[];
}

/**
 * Which of the engine's connections a request came by; undefined: it does not say, or somebody else
 * than the engine may have said it (it is taken at its word to end that connection).
 */
export function engineClientOf(headers: RequestHeaders | undefined): EngineClient | undefined {
  const said = headers?.values(REQUEST_INFO) ?? [];
  const [only] = said;
  if (only === undefined || said.length > 1) return undefined;
  const info = parsed(only);
  const { server, id } = info;
  const isWhole = typeof server === 'string' && SERVER.test(server) && Number.isSafeInteger(id);
  return isWhole && info['acc'] === ACCOUNT ? { server, id: id as number } : undefined;
}

const SERVER = /^[A-Za-z0-9_-]{1,128}$/;

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    // Not the engine's.
    return {};
  }
}
