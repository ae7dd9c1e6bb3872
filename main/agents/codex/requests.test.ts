import { expect, test } from 'vitest';
import { openRequest } from './requests.ts';
import { withoutShell } from './shell-words.ts';

const open = (method: string, params: Record<string, unknown>) => openRequest('k', method, params, '/worktree', null);
const ids = (opened: ReturnType<typeof openRequest>) => opened?.request.decisions.map(({ id, label }) => `${id}: ${label}`);

test('leave for a command is given for once, whatever codex would remember', () => {
  const opened = open('item/commandExecution/requestApproval', {
    itemId: 'i',
    command: "/bin/bash -lc 'npm test'",
    cwd: '/worktree/sub',
    reason: 'to look',
    proposedExecpolicyAmendment: ['npm'],
    proposedNetworkPolicyAmendments: [{ host: 'example.invalid', action: 'allow' }],
  });
  expect(opened?.request).toMatchObject({
    title: 'npm test',
    itemKey: 'i',
    detail: { command: 'npm test', cwd: '/worktree/sub', reason: 'to look' },
    action: { kind: 'command', command: "/bin/bash -lc 'npm test'", cwd: '/worktree/sub', sandboxed: false },
  });
  expect(ids(opened)).toEqual(['allow-once: Allow once', 'deny: Deny', 'deny-and-stop: Deny and stop']);
  expect(['allow-once', 'deny', 'deny-and-stop', 'allow-always'].map((decision) => opened?.reply({ decision }))).toEqual([
    { decision: 'accept' },
    { decision: 'decline' },
    { decision: 'cancel' },
    { decision: 'decline' },
  ]);
});

test('what is asked as a command and is about the network, or about more than the command', () => {
  const command = { itemId: 'i', command: 'curl https://example.invalid', cwd: '/worktree' };
  const method = 'item/commandExecution/requestApproval';
  expect(open(method, { ...command, networkApprovalContext: { host: 'example.invalid', protocol: 'https' } })?.request).toMatchObject({
    title: 'Network access to example.invalid',
    action: { kind: 'network', host: 'example.invalid', port: null },
  });
  expect(open(method, { ...command, additionalPermissions: { network: {} } })?.request.action).toBeUndefined();
});

test('a change of files is judged by its paths, unless it wants a folder from now on', () => {
  const change = { key: 'i', kind: 'file-change', changes: [{ path: '/etc/x', kind: 'move', from: 'a' }] } as const;
  const ask = (params: object) => openRequest('k', 'item/fileChange/requestApproval', { itemId: 'i', ...params }, '/worktree', change);
  expect(ask({})?.request.action).toEqual({ kind: 'change', paths: ['/etc/x', '/worktree/a'] });
  expect(ask({ grantRoot: '/etc' })?.request.action).toBeUndefined();
});

test('more permissions', () => {
  const permissions = { network: { enabled: true }, fileSystem: null };
  const opened = open('item/permissions/requestApproval', { itemId: 'i', cwd: '/worktree', reason: null, permissions });
  expect(opened?.request).toMatchObject({ kind: 'permissions', title: 'More permissions: network' });
  expect(['allow-once', 'deny'].map((decision) => opened?.reply({ decision }))).toEqual([
    { permissions: { network: { enabled: true } }, scope: 'turn' },
    { permissions: {}, scope: 'turn' },
  ]);
});

test('several questions are answered by their ids', () => {
  const questions = [
    { id: 'a', header: 'A', question: 'First?', options: [{ label: 'Yes', description: '' }], isOther: false, isSecret: false },
    { id: 'b', header: 'B', question: 'Second?', options: null, isOther: true, isSecret: true },
  ];
  const opened = open('item/tool/requestUserInput', { itemId: 'i', questions });
  expect(opened?.request.title).toBe('2 questions');
  expect(ids(opened)).toEqual(['answer: Answer']);
  expect(opened?.reply({ decision: 'answer', answers: { a: ['Yes'], b: ['secret'] } })).toEqual({
    answers: { a: { answers: ['Yes'] }, b: { answers: ['secret'] } },
  });
});

test('leave to call a tool of an MCP server', () => {
  const opened = open('mcpServer/elicitation/request', {
    serverName: 'files',
    mode: 'form',
    message: 'Allow the files MCP server to run tool "danger"?',
    requestedSchema: { type: 'object', properties: {} },
    _meta: { codex_approval_kind: 'mcp_tool_call', persist: ['session', 'always'], tool_params: { path: 'x' } },
  });
  expect(opened?.request).toMatchObject({
    kind: 'tool',
    title: 'Allow the files MCP server to run tool "danger"?',
    detail: { text: '{"path":"x"}' },
    action: { kind: 'tool', server: 'files', tool: 'danger', readOnly: false },
  });
  expect(['allow-once', 'deny', 'deny-and-stop'].map((decision) => opened?.reply({ decision }))).toEqual([
    { action: 'accept', content: {}, _meta: null },
    { action: 'decline', content: null, _meta: null },
    { action: 'cancel', content: null, _meta: null },
  ]);
});

test('a form of an MCP server gets values of the right kind', () => {
  const requestedSchema = {
    type: 'object',
    properties: {
      count: { type: 'integer' },
      sure: { type: 'boolean' },
      colour: { type: 'string', enum: ['r', 'g'], enumNames: ['Red', 'Green'] },
      note: { type: 'string' },
    },
    required: ['count'],
  };
  const opened = open('mcpServer/elicitation/request', {
    serverName: 'files',
    mode: 'form',
    message: 'Tell me',
    requestedSchema,
    _meta: null,
  });
  expect(opened?.request.detail.questions?.map(({ id, options }) => [id, options.map(({ label }) => label)])).toEqual([
    ['count', []],
    ['sure', ['Yes', 'No']],
    ['colour', ['Red', 'Green']],
    ['note', []],
  ]);
  expect(opened?.reply({ decision: 'answer', answers: { count: ['3'], sure: ['No'], colour: ['Green'] } })).toEqual({
    action: 'accept',
    content: { count: 3, sure: false, colour: 'g' },
    _meta: null,
  });
});

test.each([
  ["/bin/bash -lc 'npm test'", 'npm test'],
  ['bash -lc ls', 'ls'],
  [`/bin/zsh -lc 'echo '\\''hi'\\'' there'`, "echo 'hi' there"],
  [`/bin/bash -lc "echo 'a' \\"b\\" \\$c"`, `echo 'a' "b" $c`],
  ['npm test', 'npm test'],
  ["/bin/bash -lc 'unfinished", "/bin/bash -lc 'unfinished"],
  ["bash -c 'a' b", "bash -c 'a' b"],
])('%s is shown as %s', (native, shown) => expect(withoutShell(native)).toBe(shown));
