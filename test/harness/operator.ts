import { type NatsConnection, connect, nkeyAuthenticator } from '@nats-io/transport-node';
import { until } from './await.js';

/** An operator's connection to a system's bus, which comes back as often as the engine does. */
export function connectOperator(servers: string, seed: Uint8Array): Promise<NatsConnection> {
  return connect({
    servers,
    authenticator: nkeyAuthenticator(seed),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 100,
    // On a busy machine a dial may be late, and the engine give up waiting for our signature.
    waitOnFirstConnect: true,
    timeout: 5_000,
    ignoreAuthErrorAbort: true,
  });
}

/** Waits until it is back: what is sent before is dropped, and what is asked never answered. */
export async function isBack(operator: NatsConnection): Promise<void> {
  const answers = (): Promise<boolean> =>
    operator.flush().then(
      () => true,
      () => false,
    );
  await until("the operator's connection is back", answers, 60_000);
}
