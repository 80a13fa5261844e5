/** What the accounts are made for. */
export interface AccountsWanted {
  /** First token of every subject that crosses. */
  readonly prefix: string;
  /** Public nkeys of the users of the accounts LIAISON, SYS and AUTH. */
  readonly liaisonUser: string;
  readonly systemUser: string;
  readonly authUser: string;
  /** Public key that the answers about services are signed with. */
  readonly issuer: string;
}

/**
 * The accounts, as lines of nats.conf. Services live in one of their own, because permissions to
 * publish do not cover the subject of a reply: in ours, a reply to `$JS.API.STREAM.DELETE.FACTS`
 * would be enough. Only what is named here crosses, each way; who a service is, and what it may do
 * in its account, the engine asks whoever is connected as AUTH.
 */
export function accountLines(keys: AccountsWanted): readonly string[] {
  const { toGateways, requests, calls, refused } = crossing(keys.prefix);
  const users = [keys.liaisonUser, keys.systemUser, keys.authUser];
  return [
    'accounts {',
    `  SYS { users: [{nkey: ${keys.systemUser}}] }`,
    `  AUTH { users: [{nkey: ${keys.authUser}}] }`,
    '  LIAISON {',
    '    jetstream: enabled',
    `    users: [{nkey: ${keys.liaisonUser}}]`,
    '    exports: [',
    ...requests.map((subject) => `      {service: "${subject}", accounts: [SERVICES]}`),
    ...pulls.map(
      (subject) => `      {service: "${subject}", response_type: stream, accounts: [SERVICES]}`,
    ),
    `      {stream: "${refused}", accounts: [SERVICES]}`,
    '    ]',
    `    imports: [{service: {account: SERVICES, subject: "${calls}"}}]`,
    '  }',
    '  SERVICES {',
    `    exports: [{service: "${calls}", accounts: [LIAISON]}]`,
    '    imports: [',
    ...[...requests, ...pulls].map(
      (subject) =>
        `      {service: {account: LIAISON, subject: "${subject}"}${subject === toGateways ? SHARED : ''}}`,
    ),
    `      {stream: {account: LIAISON, subject: "${refused}"}}`,
    '    ]',
    '  }',
    '}',
    'system_account: SYS',
    'authorization {',
    `  timeout: ${AUTH_TIMEOUT_SECONDS}`,
    `  auth_callout { issuer: ${keys.issuer}, account: AUTH, auth_users: [${users.join(', ')}] }`,
    '}',
  ];
}

/** How long the engine waits to learn who a client is. */
const AUTH_TIMEOUT_SECONDS = 2;
/** With this the engine says, in `Nats-Request-Info`, whose connection a request came by. */
const SHARED = ', share: true';
/** Asked once, answered often. */
const pulls = ['$JS.API.CONSUMER.MSG.NEXT.EVENTS_OUT.*'];

interface Crossing {
  /** To a gateway: connect, alive, disconnect, declare, query. */
  readonly toGateways: string;
  /** What services ask of us, those to gateways among it. */
  readonly requests: readonly string[];
  readonly calls: string;
  readonly refused: string;
}

function crossing(prefix: string): Crossing {
  const toGateways = `${prefix}.service.*.>`;
  return {
    toGateways,
    requests: [toGateways, `${prefix}.events.in.>`, '$JS.ACK.EVENTS_OUT.>'],
    calls: `${prefix}.call.>`,
    refused: `${prefix}.refused.>`,
  };
}
