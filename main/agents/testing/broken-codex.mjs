#!/usr/bin/env node
// Stands for a codex that misbehaves in the way that BROKEN names. Speaks just enough of the protocol for that.
import { createInterface } from 'node:readline';

const how = process.env.BROKEN ?? '';
if (process.argv[2] === '--version') {
  if (how === 'version') {
    process.stderr.write('cannot load the library\n');
    process.exit(127);
  }
  process.stdout.write('codex-cli 9.9.9\n');
  process.exit(0);
}
if (how === 'start') {
  process.stderr.write('CODEX_HOME does not exist\n');
  process.exit(1);
}

const say = (frame) => process.stdout.write(`${typeof frame === 'string' ? frame : JSON.stringify(frame)}\n`);
const note = (method, params) => say({ method, params: { threadId: 'thread-1', turnId: 'turn-1', ...params } });

const oddities = () => {
  say('this is no JSON');
  say('{"method":"turn/started","params":');
  say('[1,2,3]');
  say({ id: 4711, result: {} });
  say({ id: null, method: 5 });
  note('item/started', { item: null });
  note('item/completed', { item: { type: 'hologram', id: 'h1', shape: 'cube' } });
  note('item/agentMessage/delta', { itemId: 7, delta: {} });
  note('thread/tokenUsage/updated', { tokenUsage: 'many' });
  note('thread/futureThing', { value: 1 });
  say({ id: 'ask-1', method: 'item/future/requestApproval', params: { threadId: 'thread-1' } });
  say({ method: 'a'.repeat(300_000), params: {} });
};

const answers = {
  initialize: {},
  'account/read':
    how === 'signed-out' ? { account: null, requiresOpenaiAuth: true } : { account: { type: 'apiKey' }, requiresOpenaiAuth: true },
  'model/list': {
    data: [{ model: 'm', displayName: 'M', supportedReasoningEfforts: [{ reasoningEffort: 'low' }], isDefault: true }, 'odd'],
    nextCursor: null,
  },
  'thread/start': { thread: { id: 'thread-1' }, model: 'm' },
  'turn/start': { turn: { id: 'turn-1' } },
  'thread/backgroundTerminals/list': { data: [] },
};

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const frame = JSON.parse(line);
    if (frame.error !== undefined && frame.id === 'ask-1') {
      // The refusal of the unknown request is the signal to go on.
      note('turn/completed', { turn: { id: 'turn-1', status: 'completed' } });
      return;
    }
    // Stands still from here on: it takes nothing and answers nothing.
    if (how === 'hangs' && frame.method === 'turn/interrupt') process.kill(process.pid, 'SIGSTOP');
    if (how === 'models' && frame.method === 'model/list') say({ id: frame.id, error: { code: -32600, message: 'no models today' } });
    else if (how === 'refuses' && frame.method === 'initialize') say({ id: frame.id, error: { code: -32600, message: 'not today' } });
    else if (frame.id !== undefined) say({ id: frame.id, result: answers[frame.method] ?? {} });
    if (frame.method === 'turn/start') {
      note('turn/started', { turn: { id: 'turn-1' } });
      if (how === 'dies') process.exit(9);
      if (how === 'odd') oddities();
    }
    // Never ends a turn that is interrupted.
  })
  .on('close', () => process.exit(0));
