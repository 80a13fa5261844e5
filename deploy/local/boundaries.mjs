import { join } from 'node:path';
import { findViolations } from './boundary-rules.mjs';
import { ROOT } from './setup.mjs';

const root = process.argv[2] === undefined ? ROOT : join(process.cwd(), process.argv[2]);
const violations = await findViolations(root);
for (const violation of violations) console.error(violation);
console.error(violations.length === 0 ? 'boundaries: all hold' : `${violations.length} forbidden`);
process.exitCode = violations.length === 0 ? 0 : 1;
