/*
 * A terminal that is a process of its own, so that it can be frozen: connects once, says so, and stays.
 * Arguments: URL, token, terminal.
 */
import { WebSocket } from 'ws';

const [url, token, terminal] = process.argv.slice(2);
const socket = new WebSocket(url, 'liaison.v1');
const params = { token, terminal };
socket.on('open', () => {
  socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'terminal.connect', params }));
});
socket.on('message', (data) => {
  const { id, result, error } = JSON.parse(/** @type {Buffer} */ (data).toString('utf8'));
  if (id !== 1) return;
  if (error !== undefined) throw new Error(JSON.stringify(error));
  process.stdout.write(`${JSON.stringify({ event: 'connected', ...result })}\n`);
});
socket.on('close', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
