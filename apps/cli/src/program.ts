import { Command } from 'commander';
import { callCommand } from './commands/call.js';
import { configCommand } from './commands/config.js';
import { devCommand } from './commands/dev.js';
import { engineCommand } from './commands/engine.js';
import { eventCommand } from './commands/event.js';
import { ruleCommand } from './commands/rule.js';
import { profileCommand } from './commands/profile.js';
import { serviceCommand } from './commands/service.js';
import { terminalCommand } from './commands/terminal.js';
import { userCommand } from './commands/user.js';
import { watchCommand } from './commands/watch.js';
import { whoCommand } from './commands/who.js';

/** Exit code of wrong usage. */
const USAGE = 2;

/** The `liaison` command with all its families. */
export function program(): Command {
  const liaison = new Command('liaison')
    .description('Liaison, an event-sourced service-mediation server')
    .showHelpAfterError('(--help shows what there is)')
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : USAGE));
  devCommand(liaison);
  engineCommand(liaison);
  userCommand(liaison, operatorFlags);
  terminalCommand(liaison, operatorFlags);
  profileCommand(liaison, operatorFlags);
  whoCommand(liaison, operatorFlags);
  serviceCommand(liaison, operatorFlags);
  eventCommand(liaison, operatorFlags);
  callCommand(liaison, operatorFlags);
  watchCommand(liaison, operatorFlags);
  ruleCommand(liaison);
  configCommand(liaison);
  return liaison;
}

/** What every operator's command takes. */
function operatorFlags(command: Command): Command {
  return command
    .option('--json', 'answer as JSON')
    .option('--data <folder>', 'folder of the development server to talk to', '.liaison/data');
}
