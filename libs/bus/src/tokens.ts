/** Token of `Bus`. */
export const BUS = Symbol.for('liaison.bus');
/** Token of `CommandClient`. */
export const COMMANDS = Symbol.for('liaison.commands');
/** Token of `Ownership`. */
export const OWNERSHIP = Symbol.for('liaison.ownership');
