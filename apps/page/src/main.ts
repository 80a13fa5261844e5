import { Ended, type LineState, Refused, Terminal } from '@liaison/terminal-sdk';
import { Asked } from './asked.js';
import { showAll, showOne } from './contacts.js';
import { byId } from './dom.js';
import { Editor } from './editor.js';
import { forgetSession, forgetTerminal, keep, keptFor, lastSession } from './kept.js';
import { Own } from './own.js';
import { listenToPeople } from './people.js';
import { attempt, say, warnAtEnd } from './voice.js';

const enter = byId('enter', HTMLFormElement);
const login = byId('login', HTMLInputElement);
const password = byId('password', HTMLInputElement);
const here = byId('here', HTMLElement);
const line = byId('line', HTMLElement);
const leave = byId('leave', HTMLButtonElement);
const ownTitle = byId('own-title', HTMLElement);

let terminal: Terminal | undefined;
let user = '';
/** Whether who is logging in has just typed a password. */
let typed = false;

function theTerminal(): Terminal {
  if (terminal === undefined) throw new Error('nobody is logged in');
  return terminal;
}

const asked = new Asked(theTerminal);
const editor = new Editor(theTerminal, () => own.showProfiles());
const own = new Own(theTerminal, (profiles) => editor.offer(profiles));
listenToPeople(theTerminal);

/** Becomes a terminal of this user's: by a password, or by what was kept. */
function begin(
  who: string,
  credentials: { readonly password?: string; readonly refresh?: string },
): void {
  const { password: given, refresh } = credentials;
  typed = given !== undefined;
  const made = new Terminal({
    url: new URL('/terminal', location.href).href.replace(/^http/, 'ws'),
    enrol: { kind: 'browser', label: 'Page' },
    kept: { ...keptFor(who), ...(refresh === undefined ? {} : { refresh }) },
    keep: (kept) => keep(who, kept),
    ...(given === undefined ? {} : { login: { login: who, password: given } }),
  });
  made.on('line', (state) => showLine(who, state));
  made.on('snapshot', (snapshot) => {
    showAll(snapshot);
    asked.showAll(snapshot.pending);
    own.show(user, snapshot.self);
  });
  made.on('connectability', showOne);
  made.on('self', (self) => own.show(user, self));
  made.on('authorisation.asked', (request) => asked.add(request.user));
  terminal = made;
  made.connect().then(arrived, () => undefined);
}

function arrived(): void {
  typed = false;
  enter.hidden = true;
  password.value = '';
  here.hidden = false;
  leave.hidden = false;
  say('You are logged in');
  ownTitle.focus();
}

function showLine(who: string, state: LineState): void {
  switch (state.state) {
    case 'connecting':
      line.textContent = 'Connecting…';
      return;
    case 'connected':
      user = state.user;
      line.textContent = `Connected as ${state.terminal}`;
      return;
    case 'waiting':
      line.textContent = `The line is cut; next try in ${Math.ceil(state.retryMs / 1000)} s`;
      return;
    case 'ended':
      line.textContent = 'Not connected';
      ended(who, state.error);
      return;
  }
}

function ended(who: string, error: Ended | Refused): void {
  terminal = undefined;
  forgetSession();
  here.hidden = true;
  leave.hidden = true;
  enter.hidden = false;
  if (error.code === 'kicked' || error.code === 'unknown-terminal') forgetTerminal(who);
  if (error.code === 'closed') say('You are logged out');
  else warnAtEnd(error, typed);
  login.focus();
}

enter.addEventListener('submit', (event) => {
  event.preventDefault();
  begin(login.value, { password: password.value });
});
leave.addEventListener('click', () => attempt(async () => terminal?.close()));

const last = lastSession();
if (last !== undefined) begin(last.login, { refresh: last.refresh });
