/** The default template of branches gives each task a folder of its own; who wrote a template of their own keeps it. */
import type { Migration } from './migration.ts';

export const branchTemplate: Migration = {
  number: 10,
  name: 'branch-template',
  sql: `
    UPDATE settings SET body = json_set(body, '$.branch', 'switchyard/{title}/work')
    WHERE key = 'settings' AND json_extract(body, '$.branch') = 'switchyard/{title}';
  `,
};
