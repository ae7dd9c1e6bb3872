/** Items and turns with sensible fields, for tests that care about one or two of them. */
import type { Item, ItemKind, ItemOf } from '#contract/items.ts';
import type { ItemId, ThreadId, TurnId } from '#contract/ids.ts';
import type { Turn } from '#contract/threads.ts';

let last = 0;

export const aTurnId = (number: number): TurnId => `u_turn${String(number).padStart(4, '0')}` as TurnId;
export const aThreadId = 't_sample01' as ThreadId;

const base = () => {
  last += 1;
  return {
    id: `i_sample${String(last).padStart(6, '0')}` as ItemId,
    turn: aTurnId(1) as TurnId | null,
    position: last,
    status: 'done' as const,
    startedAt: 1_000 * last,
    endedAt: 1_000 * last + 500,
  };
};
const output = { output: '', outputBytes: 0, exitCode: 0 };

const fields: { readonly [K in ItemKind]: Omit<ItemOf<K>, keyof ReturnType<typeof base>> } = {
  user: { kind: 'user', text: 'Do it', attachments: [], delivery: 'turn' },
  assistant: { kind: 'assistant', text: 'Done.' },
  reasoning: { kind: 'reasoning', text: 'Hm' },
  command: { kind: 'command', command: 'npm test', cwd: null, ...output },
  setup: { kind: 'setup', use: 'setup', name: null, command: 'npm ci', cwd: null, ...output },
  'file-change': { kind: 'file-change', changes: [{ path: 'a.ts', kind: 'update' }] },
  tool: { kind: 'tool', server: null, tool: 'lookup', input: '{}', ...output },
  plan: { kind: 'plan', steps: [], text: '' },
  subagent: { kind: 'subagent', title: 'Look around', text: '' },
  review: { kind: 'review', title: 'Review of the change', text: 'Nothing found.' },
  compaction: { kind: 'compaction', text: '' },
  refusal: { kind: 'refusal', what: 'A connection was refused', why: 'It is not on the list', hosts: ['registry.example:443'] },
  notice: { kind: 'notice', level: 'info', text: 'Note' },
};

export const anItem = <K extends ItemKind>(kind: K, more: Partial<ItemOf<K>>): ItemOf<K> =>
  ({ ...base(), ...fields[kind], ...more }) as unknown as ItemOf<K>;

export const aTurn = (number: number, more: Partial<Turn> = {}): Turn => ({
  id: aTurnId(number),
  thread: aThreadId,
  number,
  trigger: 'user',
  startedAt: 0,
  endedAt: 108_000,
  outcome: { kind: 'completed' },
  usage: null,
  ...more,
});

export const kinds = (items: readonly Item[]): readonly string[] => items.map((item) => item.kind);
