import type { RpcMethodName } from '@liaison/contracts';
import { accept } from './answering.js';
import { ServiceCalls } from './call-service.js';
import { type ConnectTools, Connecting } from './connect.js';
import { ask, tell } from './forward.js';
import { onGrid } from './grid.js';
import { lookUp } from './lookup.js';
import type { Request, RequestOutcome } from './request.js';
import { enrol, signIn } from './sign-in.js';

/** A terminal that leaves is answered when that is in the log, or after so long. */
const LEAVE_PATIENCE_MS = 5_000;

type Handle = (request: Request) => Promise<RequestOutcome>;

/** What the gateway does itself, method by method; all others it hands to the app that answers them. */
export class Handlers {
  private readonly connecting: Connecting;
  private readonly calls: ServiceCalls;
  private readonly own: Readonly<Partial<Record<RpcMethodName, Handle>>> = {
    'auth.login': async (request) => tell(request, await signIn(this.tools, request)),
    'auth.refresh': async (request) => tell(request, await signIn(this.tools, request)),
    'terminal.enrol': async (request) => tell(request, await enrol(this.tools, request)),
    'terminal.connect': (request) => this.connecting.connect(request),
    'terminal.disconnect': (request) => this.leave(request),
    'connectability.get': async (request) => tell(request, await lookUp(this.tools, request)),
    'authorisation.ask': (request) => this.onGrid(request),
    'authorisation.retract': (request) => this.onGrid(request),
    'service.call': (request) => this.calls.handle(request),
  };

  constructor(private readonly tools: ConnectTools) {
    this.connecting = new Connecting(tools);
    this.calls = new ServiceCalls(tools);
  }

  async handle(request: Request): Promise<RequestOutcome> {
    const own = this.own[request.method];
    if (own !== undefined) return own(request);
    return tell(request, await ask(this.tools.commands, request, request.connection.user));
  }

  private async leave(request: Request): Promise<RequestOutcome> {
    const { connection } = request;
    let patience: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      patience = setTimeout(resolve, LEAVE_PATIENCE_MS);
    });
    await Promise.race([this.tools.connections.leave(connection), late]);
    clearTimeout(patience);
    const outcome = accept(request, '{}');
    connection.outlet.leave();
    return outcome;
  }

  /** Whether a request was pending, so whether it was denied, takes no other time. */
  private async onGrid(request: Request): Promise<RequestOutcome> {
    const reply = await ask(this.tools.commands, request, request.connection.user);
    await onGrid(request.arrivedMs);
    return tell(request, reply);
  }
}
