/** The control line of a message: `MSG subject sid [reply] bytes` or `HMSG … headerbytes bytes`. */
const MESSAGE = /^H?MSG (\S+) .*?(\d+)\s*$/;
const LINE_END = '\r\n';

/**
 * Lets what a NATS server sends pass but for the messages that are to be lost, whole, as the server
 * itself would lose them: the connection stays in step.
 */
export class MessageSieve {
  private kept = Buffer.alloc(0);

  /** `isLost` is asked for each message's subject. */
  constructor(private readonly isLost: (subject: string) => boolean) {}

  /** What of these bytes, and of those that were not whole yet, goes on. */
  pass(bytes: Buffer): Buffer {
    this.kept = Buffer.concat([this.kept, bytes]);
    const passed: Buffer[] = [];
    for (let whole = this.next(); whole !== undefined; whole = this.next()) {
      if (!whole.isLost) passed.push(whole.bytes);
    }
    return Buffer.concat(passed);
  }

  /** The next whole protocol line, with its payload where it has one. */
  private next(): { readonly bytes: Buffer; readonly isLost: boolean } | undefined {
    const lineEnd = this.kept.indexOf(LINE_END);
    if (lineEnd < 0) return undefined;
    const message = MESSAGE.exec(this.kept.toString('latin1', 0, lineEnd));
    const payload = message === null ? 0 : Number(message[2]) + LINE_END.length;
    const end = lineEnd + LINE_END.length + payload;
    if (this.kept.length < end) return undefined;
    const bytes = this.kept.subarray(0, end);
    this.kept = this.kept.subarray(end);
    return { bytes, isLost: message !== null && this.isLost(message[1] ?? '') };
  }
}
