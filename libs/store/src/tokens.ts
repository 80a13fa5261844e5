/** Token of `KeyStore`. */
export const KEY_STORE = Symbol.for('liaison.key-store');
/** Token of `RowStore`. */
export const ROW_STORE = Symbol.for('liaison.row-store');
/** Token of `KeyRing`. */
export const KEY_RING = Symbol.for('liaison.key-ring');
/** Token of `FactStore`. */
export const FACT_STORE = Symbol.for('liaison.fact-store');
