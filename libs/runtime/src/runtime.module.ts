import { CHANCE, CLOCK, HEALTH, METER, SETTINGS, type Settings } from '@liaison/contracts';
import { type DynamicModule, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import type { BoxName } from './box.js';
import { chanceOf } from './chance.js';
import { SystemClock } from './clock.js';
import { timesOf } from './given-times.js';
import { BoxHealth } from './health/box-health.js';
import { HealthController } from './health/health.controller.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { PrometheusMeter } from './metrics/prometheus-meter.js';

/** Gives a box its settings, clock, chance, meter and health, and serves /health, /ready and /metrics. */
@Module({})
export class RuntimeModule {
  static for(box: BoxName, settings: Settings): DynamicModule {
    return {
      module: RuntimeModule,
      global: true,
      imports: [TerminusModule.forRoot({ logger: false })],
      controllers: [HealthController, MetricsController],
      providers: [
        { provide: SETTINGS, useValue: settings },
        { provide: CLOCK, useValue: new SystemClock(timesOf(settings)) },
        { provide: CHANCE, useValue: chanceOf(settings.chanceSeed) },
        { provide: METER, useValue: new PrometheusMeter(box) },
        { provide: HEALTH, useClass: BoxHealth },
      ],
      exports: [SETTINGS, CLOCK, CHANCE, METER, HEALTH],
    };
  }
}
