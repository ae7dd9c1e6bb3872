/** `npm run check`: types, lint, format and house style; no test of the app is run. */
import { runStages } from './stages.ts';
import { staticStages } from './static-stages.ts';

process.exitCode = await runStages(staticStages);
