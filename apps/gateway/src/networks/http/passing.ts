import type { ServerResponse } from 'node:http';
import type { NetworkKind } from '@liaison/domain';
import type { Outlet, ReplyTo } from '../outlet.js';
import { refuseAway, respond } from './responses.js';

/** The way to somebody who sends one request without a connection: there is nothing but its answer. */
export class Passing implements Outlet, ReplyTo {
  readonly network: NetworkKind = 'http';
  readonly backlog = 0;

  constructor(
    private readonly response: ServerResponse,
    private readonly answered: () => void,
  ) {}

  answer(text: string): void {
    respond(this.response, text);
    this.answered();
  }

  /** The gateway leaves, or has lost its lease. */
  end(): void {
    refuseAway(this.response);
  }

  onceDrained(): void {
    // Nothing waits here.
  }

  notify(): void {
    // Nobody listens.
  }

  leave(): void {
    // There was no connection.
  }
}
