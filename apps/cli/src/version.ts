/** Version of this command, and of the system it is part of; `version.spec.ts` compares the packages'. */
export const VERSION = '0.1.0';
