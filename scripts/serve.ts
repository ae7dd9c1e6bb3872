/** `npm run serve`: the app as a web server on loopback. Arguments go to main/serve.ts. */
import { runServer } from './hosts.ts';

process.exitCode = await runServer(process.argv.slice(2));
