import { until } from '../harness/await.js';
import { profileOf } from '../harness/people.js';
import { Actor } from './actor.js';
import { documentOf } from './document.js';
import { look } from './looks.js';
import type { Hidden, Plan } from './plan.js';
import { Viewer } from './viewer.js';
import { BEHIND, type Hiding } from './ways.js';
import type { World } from './world.js';

const NOBODY = 'nobody';

/** A pair in one of its worlds. What it does is done in both, but for what is hidden. */
export class Side {
  readonly target: Actor;
  readonly viewer: Viewer;
  private readonly hidden: Hidden;
  /** Changes that the viewer had been told of when the worlds had come to differ. */
  private changesBefore = 0;

  constructor(
    readonly world: World,
    readonly plan: Plan,
    place: 0 | 1,
    private readonly friend: string,
  ) {
    this.hidden = plan.hidden[place];
    this.target = new Actor(world, `target-${plan.index}`);
    this.viewer = new Viewer(world, `viewer-${plan.index}`);
  }

  /** Everybody is there, the target as whoever may sees it; the viewer's terminal is away. */
  async prepare(): Promise<void> {
    const { plan, target, viewer } = this;
    await Promise.all([viewer.enter(plan.hasPassword), this.prepareTarget()]);
    const places = [target.user, plan.hasLater ? this.friend : 'nobody-else', NOBODY];
    const contacts = plan.order
      .map((place) => places[place] ?? NOBODY)
      .filter((user) => plan.isContact || user !== target.user);
    await viewer.actor.useProfile(profileOf({ profile: 'own', contacts }));
    const asks = { target: target.user };
    if (plan.hasAsked) await viewer.actor.does('availability', 'authorisation.ask', asks);
    const asked = { target: viewer.user };
    if (plan.targetAsks) await target.does('availability', 'authorisation.ask', asked);
    if (this.isGranted) await this.grant();
  }

  async hideBefore(): Promise<void> {
    if (this.plan.moment !== 'before') return;
    const { ends, act } = this.hidden.way;
    if (ends === 'grant') await this.grant(this.world.clock.soon);
    await act?.(this.hiding);
  }

  /** What ends by itself before the viewer comes has ended. */
  async endedBefore(): Promise<void> {
    if (this.plan.moment === 'before') await this.ended();
  }

  async come(): Promise<void> {
    await this.viewer.connect();
    await this.look(0);
  }

  async hideLive(): Promise<void> {
    const { plan, hidden, viewer, target } = this;
    if (hidden.hasPeriod) await this.ended('profile');
    if (plan.moment === 'live') {
      await hidden.way.act?.(this.hiding);
      await this.ended();
      await viewer.terminal.shows(target.user, hidden.way.tells);
    }
  }

  /** From here on nothing of the target is to be seen. */
  async goOnBehind(): Promise<void> {
    this.changesBefore = this.viewer.changes;
    for (const behind of this.hidden.behind) await BEHIND[behind](this.hiding);
  }

  /** The friend has come to be so, and the viewer looks around. */
  async lookOn(friendIs: string): Promise<void> {
    const { viewer, plan } = this;
    if (plan.hasLater) await viewer.terminal.shows(this.friend, friendIs);
    await this.look(1);
    await viewer.connect();
    await this.look(2);
  }

  async leave(friendIs: string): Promise<void> {
    const { viewer, plan } = this;
    if (plan.hasLater) await viewer.terminal.shows(this.friend, friendIs);
    await viewer.leave();
  }

  /** Whether the viewer was told of changes when the worlds differed already. */
  get hadLater(): boolean {
    return this.viewer.changes > this.changesBefore;
  }

  private get hiding(): Hiding {
    const { target, viewer, plan, hidden, world } = this;
    const { shown, hasAsked } = plan;
    const { tells } = hidden.way;
    return { target, viewer: viewer.user, shown, hasAsked, tells, end: world.clock.minute };
  }

  private async prepareTarget(): Promise<void> {
    const { target, hidden, plan } = this;
    const { before, ends } = hidden.way;
    if (before === 'nobody') return;
    await target.register();
    if (plan.shown.isConnected) await target.connect();
    if (before === 'account') return;
    const begins = ends === 'profile' ? 'hidden' : undefined;
    const period = hidden.hasPeriod ? 'away' : begins;
    const { viewer, end } = this.hiding;
    await target.useProfile(documentOf(plan.shown, { viewer, end, period }));
  }

  /** Whether the viewer may see the target at first, and only by a grant. */
  private get isGranted(): boolean {
    const { moment, shown } = this.plan;
    const { tells, before } = this.hidden.way;
    if (shown.authorisation === 'open' || before !== undefined) return false;
    return tells === 'unknown' || moment === 'live';
  }

  private async grant(soon?: string): Promise<void> {
    const isEnding = this.hidden.way.ends === 'grant';
    const expires = soon ?? this.world.clock.minute;
    const data = { viewer: this.viewer.user, ...(isEnding ? { expires } : {}) };
    await this.target.does('availability', 'authorisation.grant', data);
  }

  /** Waits for the fact of an end by time. */
  private async ended(ends = this.hidden.way.ends): Promise<void> {
    if (ends === undefined) return;
    const user = this.target.user;
    const [aggregate, type] =
      ends === 'grant'
        ? [`consent.${user}.${this.viewer.user}`, 'liaison.consent.expired.v1']
        : [`profile.${user}`, 'liaison.profile.periods-changed.v1'];
    const { sequence } = await until(`${aggregate} has ended`, async () => {
      const last = await this.world.lastFact(aggregate);
      return last?.type === type && last;
    });
    this.target.last = Math.max(this.target.last, sequence);
  }

  private look(nth: number): Promise<void> {
    const { instant } = this.world.clock;
    return look(this.viewer, this.plan.looks[nth] ?? [], { target: this.target.user, instant });
  }
}
