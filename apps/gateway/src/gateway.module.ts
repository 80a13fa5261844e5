import { BusModule } from '@liaison/bus';
import { SETTINGS, type Settings } from '@liaison/contracts';
import { Module } from '@nestjs/common';
import { DocumentsController } from './documents/documents.controller.js';
import { GatewayLife } from './life.js';
import { TerminalController } from './networks/http/terminal.controller.js';
import { NestOutside } from './outside.js';
import { PageController, SITE } from './page/page.controller.js';
import { readSite } from './page/site.js';
import { PARTS, partsOf } from './parts.js';

@Module({
  imports: [BusModule.for('gateway')],
  controllers: [DocumentsController, PageController, TerminalController],
  providers: [
    NestOutside,
    { provide: PARTS, inject: [NestOutside], useFactory: partsOf },
    { provide: SITE, inject: [SETTINGS], useFactory: ({ page }: Settings) => readSite(page) },
    GatewayLife,
  ],
})
export class GatewayModule {}
