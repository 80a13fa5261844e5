import type { IncomingMessage, ServerResponse } from 'node:http';
import { refusal } from '@liaison/contracts';
import { All, Controller, Inject, Logger, Req, Res } from '@nestjs/common';
import { PARTS, type Parts } from '../../parts.js';
import { refuse } from './responses.js';

const PREFLIGHT_SECONDS = 600;
const NO_CONTENT = 204;
const METHOD_NOT_ALLOWED = 405;
const ALLOWED_HEADERS = 'Authorization, Content-Type, Liaison-Connection, Liaison-Terminal';

/** Where terminals of the network kind `http` come in. */
@Controller('terminal')
export class TerminalController {
  private readonly log = new Logger('http');

  constructor(@Inject(PARTS) private readonly parts: Parts) {}

  @All('stream')
  stream(@Req() request: IncomingMessage, @Res() response: ServerResponse): void {
    if (this.mayUse('GET', request, response)) this.parts.http.open(request, response);
  }

  @All('rpc')
  async rpc(@Req() request: IncomingMessage, @Res() response: ServerResponse): Promise<void> {
    if (!this.mayUse('POST', request, response)) return;
    try {
      await this.parts.http.take(request, response);
    } catch (error) {
      this.log.error(error instanceof Error ? error : new Error(String(error)));
      refuse(response, 500, refusal('internal'));
    }
  }

  /** Whether the request is to be gone on with: of a listed Origin or none, and by this method. */
  private mayUse(method: string, request: IncomingMessage, response: ServerResponse): boolean {
    const { origin } = request.headers;
    response.setHeader('Vary', 'Origin');
    if (origin !== undefined) {
      if (!this.parts.origins.has(origin)) {
        const message = 'this Origin is not in the list LIAISON_ORIGINS';
        refuse(response, 403, refusal('not-permitted', { message }));
        return false;
      }
      response.setHeader('Access-Control-Allow-Origin', origin);
    }
    if (request.method === method) return true;
    if (request.method === 'OPTIONS') preflight(method, response);
    else {
      response.setHeader('Allow', `${method}, OPTIONS`);
      const message = `only ${method} is taken here`;
      refuse(response, METHOD_NOT_ALLOWED, refusal('unknown-method', { message }));
    }
    return false;
  }
}

function preflight(method: string, response: ServerResponse): void {
  response.writeHead(NO_CONTENT, {
    'Access-Control-Allow-Methods': method,
    'Access-Control-Allow-Headers': ALLOWED_HEADERS,
    'Access-Control-Max-Age': PREFLIGHT_SECONDS,
  });
  response.end();
}
