/** Public keys that the accounts are made for. */
export interface AccountKeys {
  /** Public nkeys of the users of the accounts LIAISON, SYS and AUTH. */
  readonly liaisonUser: string;
  readonly systemUser: string;
  readonly authUser: string;
  /** Public key that the answers about services are signed with. */
  readonly issuer: string;
}

/** First token of every subject that crosses. */
const PREFIX = 'liaison';

/**
 * The accounts, as lines of nats.conf. Services live in one of their own, because permissions to
 * publish do not cover the subject of a reply: in ours, a reply to `$JS.API.STREAM.DELETE.FACTS`
 * would be enough. Only what is named here crosses, each way; who a service is, and what it may do
 * in its account, the engine asks whoever is connected as AUTH.
 */
export function accountLines(keys: AccountKeys): readonly string[] {
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
        `      {service: {account: LIAISON, subject: "${subject}"}${shared.has(subject) ? ', share: true' : ''}}`,
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
/** To a gateway: connect, alive, disconnect, declare, query. */
const toGateways = `${PREFIX}.service.*.>`;
/** What services ask of us. */
const requests = [toGateways, `${PREFIX}.events.in.>`, '$JS.ACK.EVENTS_OUT.>'];
/** Asked once, answered often. */
const pulls = ['$JS.API.CONSUMER.MSG.NEXT.EVENTS_OUT.*'];
/** With these the engine says, in `Nats-Request-Info`, whose connection a request came by. */
const shared = new Set([toGateways]);
const calls = `${PREFIX}.call.>`;
const refused = `${PREFIX}.refused.>`;
