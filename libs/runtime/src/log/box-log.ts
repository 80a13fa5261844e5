import { ConsoleLogger, type LogLevel } from '@nestjs/common';

const LEVELS: readonly LogLevel[] = ['debug', 'log', 'warn', 'error', 'fatal'];

/** Nest's account of its own wiring: of use only to who looks for a fault in it. */
const WIRING = new Set([
  'ExceptionHandler',
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'NestMicroservice',
  'RouterExplorer',
  'RoutesResolver',
]);

/** Where log lines go; each is one JSON object without its line end. */
export type LogSink = (line: string) => void;

/** JSON lines. An object with an `event` becomes fields of the line, anything else its `message`. */
export class BoxLog extends ConsoleLogger {
  private readonly wiring: boolean;

  constructor(
    private readonly box: string,
    level: string,
    private readonly sink?: LogSink,
  ) {
    const from = LEVELS.indexOf(level as LogLevel);
    super({ json: true, logLevels: LEVELS.slice(Math.max(from, 0)) });
    this.wiring = level === 'debug';
  }

  /** Says something whatever the level: `ready`, with the address. */
  announce(event: { readonly event: string; readonly [field: string]: unknown }): void {
    this.printAsJson(event, { context: '', logLevel: 'log' });
  }

  protected override printMessages(
    ...[messages, context, level, stream, stack, params]: Parameters<ConsoleLogger['printMessages']>
  ): void {
    if (!this.wiring && WIRING.has(asWritten(context))) return;
    super.printMessages(messages, context, level, stream, stack, params);
  }

  protected override printAsJson(
    message: unknown,
    options: Parameters<ConsoleLogger['printAsJson']>[1],
  ): void {
    const line = this.stringifyJsonLogObject(this.getJsonLogObject(message, options));
    if (this.sink !== undefined) this.sink(line);
    else process[options.writeStreamType ?? 'stdout'].write(`${line}\n`);
  }

  protected override getJsonLogObject(
    message: unknown,
    options: Parameters<ConsoleLogger['getJsonLogObject']>[1],
  ): ReturnType<ConsoleLogger['getJsonLogObject']> {
    const { message: text, ...line } = super.getJsonLogObject(message, options);
    const said = isEvent(text) ? text : { message: text };
    return { ...line, box: this.box, ...said } as ReturnType<ConsoleLogger['getJsonLogObject']>;
  }
}

/** What puts programs together may call a class `_InstanceLoader` or `InstanceLoader2`. */
const asWritten = (context = ''): string => context.replace(/^_+/, '').replace(/\d+$/, '');

function isEvent(message: unknown): message is { readonly event: string } {
  return typeof message === 'object' && message !== null && 'event' in message;
}
