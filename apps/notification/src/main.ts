import { run } from '@liaison/runtime';
import { box } from './index.js';

await run(box);
