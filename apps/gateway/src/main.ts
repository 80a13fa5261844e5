import { run } from '@liaison/runtime';
import { box } from './box.js';

await run(box);
