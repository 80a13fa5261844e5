import { commandReader } from '@liaison/bus';

/** How the commands of this app are read. */
export const { readData, readChange, readOperators } = commandReader('availability');
