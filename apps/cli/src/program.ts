import { Command } from 'commander';
import { backupCommands } from './commands/backup.js';
import { callCommand } from './commands/call.js';
import { completionCommand } from './commands/completion.js';
import { configCommand } from './commands/config.js';
import { consentCommand } from './commands/consent.js';
import { devCommand } from './commands/dev.js';
import { doctorCommand } from './commands/doctor.js';
import { engineCommand } from './commands/engine.js';
import { eventCommand } from './commands/event.js';
import { exportCommand } from './commands/export.js';
import { modeCommand } from './commands/mode.js';
import { parkedCommand } from './commands/parked.js';
import { profileCommand } from './commands/profile.js';
import { projectionCommands } from './commands/projections.js';
import { ruleCommand } from './commands/rule.js';
import { serviceCommand } from './commands/service.js';
import { terminalCommand } from './commands/terminal.js';
import { userCommand } from './commands/user.js';
import { watchCommand } from './commands/watch.js';
import { whoCommand } from './commands/who.js';
import { printFailure, wantsJson } from './output.js';
import { VERSION } from './version.js';

/** Exit code of wrong usage. */
const USAGE = 2;

const EXIT_CODES = `
Exit codes:
  0    done
  1    refused or failed, or something is broken (doctor) or differs (verify); the message says what to do
  2    wrong usage: see --help
  130  stopped at once, by a second Ctrl-C; an import, a verification or a rebuild: by the first, in order

With --json an answer is JSON on standard output; a failure is one JSON object on standard error:
  {"code":"unknown-mode","message":"the profile has no such mode","fix":"…"}`;

/** The `liaison` command with all its families. What a command does is loaded when it is asked for. */
export function program(): Command {
  const liaison = new Command('liaison')
    .description('Liaison, an event-sourced service-mediation server')
    .version(VERSION, '--version', 'its version')
    .configureOutput({ outputError: (text, write) => usageError(text, write) })
    .showHelpAfterError(wantsJson() ? false : '(--help shows what there is)')
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : USAGE))
    .addHelpText('after', EXIT_CODES);
  devCommand(liaison);
  engineCommand(liaison);
  doctorCommand(liaison, operatorFlags);
  userCommand(liaison, operatorFlags);
  terminalCommand(liaison, operatorFlags);
  profileCommand(liaison, operatorFlags);
  modeCommand(liaison, operatorFlags);
  consentCommand(liaison, operatorFlags);
  whoCommand(liaison, operatorFlags);
  serviceCommand(liaison, operatorFlags);
  eventCommand(liaison, operatorFlags);
  parkedCommand(liaison, operatorFlags);
  callCommand(liaison, operatorFlags);
  watchCommand(liaison, operatorFlags);
  exportCommand(liaison, operatorFlags);
  projectionCommands(liaison, operatorFlags);
  backupCommands(liaison, operatorFlags);
  ruleCommand(liaison);
  configCommand(liaison);
  completionCommand(liaison);
  return liaison;
}

/** What every operator's command takes. */
function operatorFlags(command: Command): Command {
  return command
    .option('--json', 'answer as JSON')
    .option(
      '--data <folder>',
      'folder of the development server to talk to (else the nearest .liaison/data, from here upwards)',
    );
}

function usageError(text: string, write: (text: string) => void): void {
  if (!wantsJson()) return write(text);
  const message = text.trim().replace(/^error: /, '');
  printFailure({ code: 'usage', message, fix: 'see --help' });
}
