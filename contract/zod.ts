/**
 * zod, set up once before the first schema is made. Its just-in-time mode probes `new Function`,
 * which a strict content security policy reports as a violation.
 */
import { z } from 'zod';

z.config({ jitless: true });

export { z };
