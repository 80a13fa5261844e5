import { bundle } from './bundle.mjs';
import { ROOT } from './setup.mjs';
import { command, step } from './steps.mjs';

await command(async () => {
  await step('programs', () => bundle(ROOT));
  return 0;
});
