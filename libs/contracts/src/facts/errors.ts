/** A type or version nobody here knows: whoever reads must stop, never skip. */
export class UnknownFactType extends Error {
  override readonly name = 'UnknownFactType';
  constructor(readonly type: string) {
    super(`a fact of the unknown type or version ${JSON.stringify(type)}: deploy its reader first`);
  }
}

/** A message that is no fact, or not the fact its subject says. */
export class BadFact extends Error {
  override readonly name = 'BadFact';
}
