/** What the model is told about our tools. Every word is sent with every call: `prompt.test.ts` holds the budget. */
import type { ModelTool } from '#main/models/model-client.ts';

const object = (properties: Record<string, unknown>, required: readonly string[]): ModelTool['parameters'] => ({
  type: 'object',
  properties,
  required,
});
const text = { type: 'string' };
const told = (description: string, type = 'string') => ({ type, description });
const list = (items: object, description?: string) => ({ type: 'array', items, ...(description === undefined ? {} : { description }) });
const tool = (name: string, description: string, parameters: ModelTool['parameters']): ModelTool => ({ name, description, parameters });

export const toolText = {
  shell: tool(
    'shell',
    `Runs a command with bash on a terminal (TERM=dumb) in the sandbox. Returns when it ends, or after \`seconds\` with a session number while it runs on, between turns too: start servers in the foreground like that, not with &. Long output is cut in the middle; \`read\` shows the rest.`,
    object(
      {
        action: {
          enum: ['run', 'wait', 'write', 'read', 'end', 'list'],
          description:
            'run (default): start `command`. Of `session` — wait: for more; write: type `text`; read: output from character `from`; end. list: all sessions.',
        },
        command: text,
        cwd: text,
        session: { type: 'integer' },
        text: told('\\n is Enter, \\u0003 Ctrl-C'),
        from: { type: 'integer' },
        seconds: told('Longest wait, default 10, at most 600', 'number'),
        hosts: list(text, 'host:port it must reach; asked for'),
        outside: told('Run without the sandbox; asked for', 'boolean'),
        reason: told('Why, for the person asked'),
      },
      [],
    ),
  ),
  apply_patch: tool(
    'apply_patch',
    `Changes files of the worktree, all or none:
*** Begin Patch
*** Add File: new.txt
+line
*** Update File: src/a.ts
*** Move to: src/b.ts
@@ class Nearby
 context
-old line
+new line
*** Delete File: old.txt
*** End Patch
“Move to” and the text after @@ are optional. Give 3 lines of context around each change; begin another @@ for each place.`,
    object({ patch: text }, ['patch']),
  ),
  update_plan: tool(
    'update_plan',
    'Shows the user your steps. For work of several steps; keep it true.',
    object(
      { plan: list(object({ step: text, status: { enum: ['pending', 'in_progress', 'completed'] } }, ['step', 'status']) as object) },
      ['plan'],
    ),
  ),
  ask_user: tool(
    'ask_user',
    'Asks the user and waits. Only for what changes the work and cannot be found out.',
    object({ questions: list(object({ question: text, options: list(text), many: { type: 'boolean' } }, ['question']) as object) }, [
      'questions',
    ]),
  ),
} as const;
