import { TERMINALS, accountFact } from './accounts.js';
import { consentFact } from './consents.js';
import { USERS, randomDocument } from './random-document.js';
import type { Random } from './random.js';
import { type Life, type LivedProfile, newLife } from './life.js';
import type { RawFact } from './raw-fact.js';

const PROFILES = ['work', 'home'] as const;
const STEP_MS = 60_000;
const FIRST_MS = Date.UTC(2026, 0, 5, 8);

/**
 * One random, lawful history of a few users: the facts an honest mediation server could have
 * stored. Ends by time (of manual modes, of grants) are recorded at their instant.
 */
export class History {
  readonly facts: RawFact[] = [];
  private nowMs = FIRST_MS;
  private serial = 0;
  private readonly lives = new Map<string, Life>();

  constructor(private readonly random: Random) {}

  /** Appends facts until there are so many. */
  grow(length: number): this {
    while (this.facts.length < length) {
      this.nowMs += STEP_MS * (1 + this.random.below(5));
      this.settle();
      this.step(this.random.pick(USERS.slice(0, 4)));
    }
    for (const [user, life] of this.lives) this.writeDue(user, life.profile);
    return this;
  }

  /** The instant after the last fact. */
  get instant(): string {
    return this.at(0);
  }

  private step(user: string): void {
    const life = this.life(user);
    if (life.status === 'absent') {
      this.append(`account.${user}`, 'account.registered', {}, { login: user, displayName: user });
      life.status = 'registered';
      return;
    }
    const acts = [
      () => this.account(user, life),
      () => this.account(user, life),
      () => this.terminal(user, life),
      () => this.terminal(user, life),
      () => this.profile(user, life),
      () => this.profile(user, life),
      () => this.profile(user, life),
      () => this.mode(user, life),
      () => this.mode(user, life),
      () => this.consent(user, life),
    ];
    this.random.pick(acts)();
  }

  private account(user: string, life: Life): void {
    const fact = accountFact(this.random, life, `k${this.serial}`);
    if (fact) this.append(`account.${user}`, `account.${fact.verb}`, fact.data, fact.box);
  }

  private terminal(user: string, life: Life): void {
    const terminal = this.random.pick(TERMINALS);
    const connection = life.connections.get(terminal);
    const subject = `terminal.${user}.${terminal}`;
    if (connection !== undefined && this.random.chance(60)) {
      const data = { connection, cause: 'closed', lastSeen: this.at(0) };
      this.append(subject, 'terminal.disconnected', data);
      life.connections.delete(terminal);
    } else if (life.enrolled.has(terminal)) {
      const next = `c${this.serial}`;
      const replaced = connection === undefined ? {} : { replaced: connection };
      const data = { connection: next, gateway: 'g1', network: 'websocket', ...replaced };
      this.append(subject, 'terminal.connected', data);
      life.connections.set(terminal, next);
    }
  }

  private profile(user: string, life: Life): void {
    const { profile } = life;
    const name = this.random.pick(PROFILES);
    const known = profile.versions.get(name);
    if (known === undefined || this.random.chance(30)) return this.upload(user, profile, name);
    if (profile.active === name && this.random.chance(30)) {
      profile.active = undefined;
      profile.manual = undefined;
      this.profileFact(user, 'deactivated', { profile: name });
      return;
    }
    if (profile.active !== name && this.random.chance(20)) {
      this.profileFact(user, 'deleted', { profile: name });
      profile.versions.delete(name);
      return;
    }
    this.activate(user, profile, name, known.modes);
  }

  private upload(user: string, profile: LivedProfile, name: string): void {
    const document = randomDocument(this.random, name);
    const byOrder = document.modes.toSorted((a, b) => a.order - b.order);
    const modes = byOrder.map((mode) => mode.mode);
    const inUse = profile.active === name && profile.manual !== undefined;
    if (inUse && !modes.includes(profile.manual?.mode ?? '')) return;
    profile.versions.set(name, { version: profile.revision + 1, modes });
    this.profileFact(user, 'uploaded', { document });
  }

  private activate(user: string, profile: LivedProfile, name: string, modes: string[]): void {
    const mode = this.random.chance(40) ? this.random.pick(modes) : undefined;
    const manual = mode === undefined ? undefined : { mode, until: this.until() };
    const replaced = profile.active === undefined ? {} : { replaced: profile.active };
    profile.active = name;
    profile.manual = manual;
    this.profileFact(user, 'activated', { profile: name, ...manual, ...replaced });
  }

  private mode(user: string, life: Life): void {
    const { profile } = life;
    const known = profile.versions.get(profile.active ?? '');
    if (known === undefined || profile.active === undefined) return;
    const about = { profile: profile.active, version: known.version };
    if (profile.manual !== undefined && this.random.chance(40)) {
      this.profileFact(user, 'mode-cleared', { ...about, ...profile.manual });
      profile.manual = undefined;
      return;
    }
    if (this.random.chance(30)) {
      return this.profileFact(user, 'periods-changed', {}, this.at(0));
    }
    const manual = { mode: this.random.pick(known.modes), until: this.until() };
    this.profileFact(user, 'mode-activated', { ...about, ...manual });
    profile.manual = manual;
  }

  private consent(user: string, life: Life): void {
    const viewer = this.random.pick(USERS.filter((other) => other !== user));
    const fact = consentFact(this.random, life, { viewer, end: this.at(20) });
    if (fact) this.append(`consent.${user}.${viewer}`, `consent.${fact.verb}`, fact.data);
  }

  /** What ends by time is recorded at its instant, a manual mode's end at times by the next fact. */
  private settle(): void {
    for (const [user, life] of this.lives) {
      const { manual } = life.profile;
      if (manual !== undefined && manual.until <= this.at(0)) {
        life.profile.manual = undefined;
        const ended = { at: manual.until, covering: this.covering(life.profile) };
        life.profile.due.push({ ...ended, manualEnded: true });
        if (this.random.chance(20)) life.profile.due.push({ ...ended, at: this.at(0) });
        if (this.random.chance(50)) this.writeDue(user, life.profile);
      }
      for (const [viewer, expiresAt] of life.granted) {
        if (expiresAt === undefined || expiresAt > this.at(0)) continue;
        this.append(`consent.${user}.${viewer}`, 'consent.expired', { effectiveAt: expiresAt });
        life.granted.delete(viewer);
      }
    }
  }

  /** As the owner's timer does: the last boundary is the fact's own. */
  private writeDue(user: string, profile: LivedProfile): void {
    const last = profile.due.pop();
    if (last !== undefined) this.profileFact(user, 'periods-changed', {}, last.at);
  }

  private until(): string {
    return this.random.chance(60) ? 'cleared' : this.at(1 + this.random.below(30));
  }

  private profileFact(user: string, verb: string, said: object, effectiveAt?: string): void {
    const { profile } = this.life(user);
    profile.revision += 1;
    const covering = this.covering(profile);
    const passed = profile.due.splice(0);
    const open = effectiveAt === undefined ? {} : { effectiveAt };
    const box = { ...said, covering, passed };
    this.append(`profile.${user}`, `profile.${verb}`, { zoneData: '2026a', ...open }, box);
  }

  private covering(profile: LivedProfile): string[] {
    const modes = profile.versions.get(profile.active ?? '')?.modes ?? [];
    return this.random.chance(50) ? modes.filter(() => this.random.chance(40)) : [];
  }

  private append(subject: string, type: string, data: object, box?: object): void {
    this.serial += 1;
    const revision = 1 + this.facts.filter((fact) => fact.subject === subject).length;
    this.facts.push({
      type: `liaison.${type}.v1`,
      subject,
      id: `f${this.serial}`,
      time: this.at(0),
      revision,
      data: data as RawFact['data'],
      ...(box === undefined ? {} : { box: box as Readonly<Record<string, unknown>> }),
    });
  }

  private at(minutes: number): string {
    return new Date(this.nowMs + minutes * STEP_MS).toISOString();
  }

  private life(user: string): Life {
    let life = this.lives.get(user);
    if (life === undefined) {
      life = newLife();
      this.lives.set(user, life);
    }
    return life;
  }
}
