import { limits } from '@liaison/contracts';
import type { ServiceId } from '@liaison/domain';
import { type Allowance, savedMsMax, takeOne } from '../connections/allowance.js';

/** Services remembered at once: who asks nothing for a burst's worth of time is as new. */
const SERVICES_MAX = 10_000;

const rate = {
  commandsPerSecond: limits.serviceRequestsPerSecond,
  commandsBurst: limits.serviceRequestsBurst,
};

interface Budget extends Allowance {
  atOnce: number;
}

/** How much each service may ask of this gateway: a flood of one is nobody else's. */
export class Budgets {
  private readonly services = new Map<ServiceId, Budget>();

  /** Takes one request; answers 0, or after how many milliseconds to try again. Monotonic. */
  begin(service: ServiceId, nowMs: number): number {
    const budget = this.of(service, nowMs);
    const waitMs = takeOne(budget, nowMs, rate);
    if (waitMs > 0) return waitMs;
    if (budget.atOnce >= limits.serviceRequestsAtOnce) return AT_ONCE_WAIT_MS;
    budget.atOnce++;
    return 0;
  }

  /** One that began is answered. */
  end(service: ServiceId): void {
    const budget = this.services.get(service);
    if (budget !== undefined) budget.atOnce--;
  }

  private of(service: ServiceId, nowMs: number): Budget {
    const known = this.services.get(service);
    if (known !== undefined) return known;
    if (this.services.size >= SERVICES_MAX) this.forget(nowMs);
    const made = { savedMs: savedMsMax(rate), countedAtMs: nowMs, atOnce: 0 };
    this.services.set(service, made);
    return made;
  }

  private forget(nowMs: number): void {
    for (const [service, budget] of this.services) {
      const isIdle = budget.atOnce === 0 && nowMs - budget.countedAtMs >= savedMsMax(rate);
      if (isIdle) this.services.delete(service);
    }
  }
}

/** Where as many are on their way as may be: about how long one takes. */
const AT_ONCE_WAIT_MS = 100;
