import { WebSocket } from 'ws';

/** A WebSocket whose line is cut in place of the next message it would have brought. */
export class LossySocket extends WebSocket {
  private static losing = false;
  private isCut = false;

  /** From now on, the first open socket that hears something is cut instead. */
  static loseNextAnswer(): void {
    LossySocket.losing = true;
  }

  static heal(): void {
    LossySocket.losing = false;
  }

  override emit(event: string | symbol, ...args: readonly unknown[]): boolean {
    if (event !== 'message') return super.emit(event, ...args);
    // What came in the same packet is lost with it.
    if (this.isCut) return true;
    if (!LossySocket.losing || this.readyState !== WebSocket.OPEN)
      return super.emit(event, ...args);
    LossySocket.losing = false;
    this.isCut = true;
    this.terminate();
    return true;
  }
}
