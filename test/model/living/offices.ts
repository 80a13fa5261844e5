/** What a service says of itself, as far as it decides who hears what. */
export interface Declared {
  readonly emits: readonly { readonly type: string; readonly about: 'user' | 'nobody' }[];
  readonly wants: readonly { readonly type: string; readonly from?: string }[];
  readonly delivery: 'push' | 'pull';
  readonly calls: readonly string[];
}

/** A copy of an event on its way to a service. */
export interface Copy {
  readonly sender: string;
  readonly event: string;
}

/** A service as the commands accepted so far leave it. */
export interface Office {
  readonly service: string;
  status: 'registered' | 'retired';
  everyone: boolean;
  isGranted: boolean;
  isConnected: boolean;
  declared: Declared | undefined;
  /** Every copy it ever got, in the order of the matches. */
  readonly copies: Copy[];
  /** Of a pull service: copies it has fetched and acknowledged. */
  readonly fetched: Set<string>;
}

/** What a user has of services. */
export interface Selected {
  callTerminal: string | undefined;
  readonly open: Set<string>;
  readonly active: Set<string>;
  /** `s0 news.user` */
  readonly interests: Set<string>;
}

/** Services and what users select of them. */
export class Offices {
  readonly all = new Map<string, Office>();
  private readonly selections = new Map<string, Selected>();

  register(service: string): void {
    this.all.set(service, {
      service,
      status: 'registered',
      everyone: false,
      isGranted: false,
      isConnected: false,
      declared: undefined,
      copies: [],
      fetched: new Set(),
    });
  }

  of(service: string): Office {
    const office = this.all.get(service);
    if (office === undefined) throw new Error(`${service} is not registered`);
    return office;
  }

  selected(user: string): Selected {
    const known = this.selections.get(user);
    if (known !== undefined) return known;
    const nothing = { open: new Set<string>(), active: new Set<string>() };
    const fresh = { callTerminal: undefined, ...nothing, interests: new Set<string>() };
    this.selections.set(user, fresh);
    return fresh;
  }

  isOpen(user: string, service: string): boolean {
    const office = this.all.get(service);
    if (office?.status !== 'registered') return false;
    return office.everyone || this.selected(user).open.has(service);
  }

  isActivated(user: string, service: string): boolean {
    return this.isOpen(user, service) && this.selected(user).active.has(service);
  }

  /** May this service speak and hear of this user? */
  mayHear(service: string, user: string): boolean {
    return this.of(service).isGranted || this.isActivated(user, service);
  }

  emitted(service: string, type: string): Declared['emits'][number] | undefined {
    return this.all.get(service)?.declared?.emits.find((one) => one.type === type);
  }

  /** Services that want this type of this sender, but the sender itself. */
  wanting(sender: string, type: string): string[] {
    const wants = ({ declared }: Office): boolean =>
      declared?.wants.some((one) => one.type === type && (one.from ?? sender) === sender) === true;
    return [...this.all.values()]
      .filter((office) => office.status === 'registered' && office.service !== sender)
      .filter(wants)
      .map(({ service }) => service)
      .toSorted();
  }

  /** Whether a user's own interest brings them this event, were it about them or nobody. */
  isInterested(user: string, service: string, type: string): boolean {
    return (
      this.isActivated(user, service) && this.selected(user).interests.has(`${service} ${type}`)
    );
  }
}
