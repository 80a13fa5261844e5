/** Nest token of `Parts`. */
export const PARTS = Symbol.for('liaison.gateway.parts');
