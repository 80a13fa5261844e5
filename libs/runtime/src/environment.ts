/** What the process was started with; nothing but this library reads it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The process's environment, for who must hand it on: `readSettings`, `findEngine`, a child process. */
export const environment: Environment = process.env;
