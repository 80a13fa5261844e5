import { METER } from '@liaison/contracts';
import { Controller, Get, Header, Inject } from '@nestjs/common';
import { PrometheusMeter } from './prometheus-meter.js';

@Controller('metrics')
export class MetricsController {
  constructor(@Inject(METER) private readonly meter: PrometheusMeter) {}

  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  read(): Promise<string> {
    return this.meter.text();
  }
}
