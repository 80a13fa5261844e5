import type { IncomingMessage, ServerResponse } from 'node:http';
import { Controller, Get, Inject, NotFoundException, Req, Res } from '@nestjs/common';
import type { Site } from './site.js';

/** Nest token of the `Site`; empty where there is no page. */
export const SITE = Symbol.for('liaison.gateway.site');

/** Serves the page to try it, where the setting names one. */
@Controller()
export class PageController {
  constructor(@Inject(SITE) private readonly site: Site) {}

  @Get(['', 'page.css', 'protocol.html', 'page/*path', 'sdk/*path'])
  file(@Req() request: IncomingMessage, @Res() response: ServerResponse): void {
    const [path = ''] = (request.url ?? '').split('?');
    const file = this.site.get(path);
    if (file === undefined) throw new NotFoundException('nothing is served here');
    response.writeHead(200, {
      'Content-Type': file.type,
      'Content-Length': file.body.length,
      'Content-Security-Policy': file.policy,
      'Cache-Control': 'no-cache',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    });
    response.end(request.method === 'HEAD' ? undefined : file.body);
  }
}
