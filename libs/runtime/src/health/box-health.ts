import type { Health } from '@liaison/contracts';

type Check = () => string | undefined;

/** What a box must have to take work; each part adds its own check under its own name. */
export class BoxHealth implements Health {
  private readonly checks = new Map<string, Check>();
  private leaving = false;

  add(name: string, check: Check): void {
    this.checks.set(name, check);
  }

  /** From now on nobody should send us work: `/ready` says 503. */
  leave(): void {
    this.leaving = true;
  }

  /** Name of each check, with what is wrong and what to do, or undefined where all is well. */
  read(): ReadonlyMap<string, string | undefined> {
    const read = new Map<string, string | undefined>();
    if (this.leaving) read.set('box', 'is stopping; use another replica');
    for (const [name, check] of this.checks) read.set(name, said(check));
    return read;
  }
}

/** A check that throws has found something wrong too. */
function said(check: Check): string | undefined {
  try {
    return check();
  } catch (error) {
    return `the check itself failed: ${error instanceof Error ? error.message : String(error)}`;
  }
}
