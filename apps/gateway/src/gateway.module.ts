import { BusModule } from '@liaison/bus';
import { Module } from '@nestjs/common';
import { DocumentsController } from './documents/documents.controller.js';
import { GatewayLife } from './life.js';
import { NestOutside } from './outside.js';
import { PARTS, partsOf } from './parts.js';

@Module({
  imports: [BusModule.for('gateway')],
  controllers: [DocumentsController],
  providers: [
    NestOutside,
    { provide: PARTS, inject: [NestOutside], useFactory: partsOf },
    GatewayLife,
  ],
})
export class GatewayModule {}
