import { HEALTH } from '@liaison/contracts';
import { Controller, Get, Inject } from '@nestjs/common';
import {
  type HealthCheckResult,
  HealthCheckService,
  HealthIndicatorService,
} from '@nestjs/terminus';
import { BoxHealth } from './box-health.js';

@Controller()
export class HealthController {
  constructor(
    @Inject(HEALTH) private readonly health: BoxHealth,
    private readonly checks: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
  ) {}

  /** The process lives and its event loop turns; says nothing about the rest. */
  @Get('health')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** 200 with every check, or 503 with the same, where `error` lists what is wrong and what to do. */
  @Get('ready')
  ready(): Promise<HealthCheckResult> {
    const results = [...this.health.read()].map(([name, wrong]) => {
      const indicator = this.indicators.check(name);
      return wrong === undefined ? indicator.up() : indicator.down(wrong);
    });
    return this.checks.check(results.map((result) => () => result));
  }
}
