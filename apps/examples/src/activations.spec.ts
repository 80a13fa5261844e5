import { describe, expect, it } from '@jest/globals';
import { Activations } from './activations.js';
import { SERVICES } from './cast.js';
import type { Report } from './orders.js';

function activated(): { hear: Activations['hear']; times: () => number } {
  let times = 0;
  const activations = new Activations("alice's phone", () => times++);
  return { hear: (name, report) => activations.hear(name, report), times: () => times };
}

const of = (report: 'done' | 'refused', service: unknown, method = 'service.activate'): Report =>
  ({ report, order: { method, params: { service } } }) as unknown as Report;

describe("a terminal's activations of the example's services", () => {
  it('are complete with the last of them, once', () => {
    const { hear, times } = activated();
    for (const service of SERVICES) {
      expect(times()).toBe(0);
      hear("alice's phone", of('done', service));
    }
    for (const service of SERVICES) hear("alice's phone", of('done', service));
    expect(times()).toBe(1);
  });

  it('count where an earlier life has made them', () => {
    const { hear, times } = activated();
    for (const service of SERVICES) hear("alice's phone", of('refused', service));
    expect(times()).toBe(1);
  });

  it("are not other terminals', nor other commands", () => {
    const { hear, times } = activated();
    for (const service of SERVICES) {
      hear("bob's phone", of('done', service));
      hear("alice's phone", of('done', service, 'service.deactivate'));
    }
    expect(times()).toBe(0);
  });
});
