import { AuthCallout } from '@liaison/bus';
import { METER, type Meter, SETTINGS, type Settings } from '@liaison/contracts';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { ServiceLogins } from './service-logins.js';

/** Longest name of a user in a line of the log. */
const SHOWN_CHARS_MAX = 64;

/** The settings of the callout are given by halves. */
export class CalloutHalfSet extends Error {}

/**
 * Answers the engine who a service is, where this auth is given the seeds for it; several share the
 * questions. Without any of them nothing but a warning: terminals need none of it.
 */
@Injectable()
export class Callout implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #log = new Logger('callout');
  #callout: AuthCallout | undefined;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(METER) private readonly meter: Meter,
    private readonly logins: ServiceLogins,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { natsAuthSeedFile, natsIssuerSeedFile } = this.settings;
    if (natsAuthSeedFile === '' && natsIssuerSeedFile === '') {
      this.#log.warn(
        'services are not let in by this auth: set LIAISON_NATS_AUTH_SEED_FILE and LIAISON_NATS_ISSUER_SEED_FILE',
      );
      return;
    }
    if (natsAuthSeedFile === '' || natsIssuerSeedFile === '') {
      throw new CalloutHalfSet(
        'LIAISON_NATS_AUTH_SEED_FILE and LIAISON_NATS_ISSUER_SEED_FILE go together: set both, or neither',
      );
    }
    const logins = this.meter.counter('liaison_service_logins_total', 'Logins of services', [
      'outcome',
    ]);
    this.#callout = await AuthCallout.start(
      this.settings,
      (login) => this.logins.answer(login),
      (user, outcome) => {
        logins.add({ outcome: outcome === 'let in' ? 'accepted' : 'refused' });
        if (outcome === 'let in') return;
        this.#log.warn(`${JSON.stringify(user.slice(0, SHOWN_CHARS_MAX))} is refused: ${outcome}`);
      },
    );
  }

  async onModuleDestroy(): Promise<void> {
    await this.#callout?.close();
  }
}
