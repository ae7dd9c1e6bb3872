/** One MCP server: what it is, how it was seen last, its tools, its secrets. */
import { useState } from 'react';
import { mcpServerText, type McpEntry, type McpState } from '#contract/mcp.ts';
import { useAgents } from '#renderer/state/agents.ts';
import { call } from '#renderer/state/core.ts';
import { attempt } from '#renderer/state/thread-actions.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Chip, type Tone } from '#renderer/ui/chip.tsx';
import { TextField } from '#renderer/ui/field.tsx';
import { ProblemNote } from '#renderer/ui/states.tsx';
import { Switch } from '#renderer/ui/switch.tsx';
import { plural } from '#renderer/ui/units.ts';
import { McpDialog } from './mcp-dialog.tsx';

const stateChips: Readonly<Record<McpState['kind'], { readonly tone: Tone; readonly label: string } | null>> = {
  unknown: null,
  connecting: { tone: 'run', label: 'connecting' },
  ready: { tone: 'review', label: 'ready' },
  failed: { tone: 'fail', label: 'failed' },
};

const Secret = ({ entry, secret }: { readonly entry: McpEntry; readonly secret: string }) => {
  const [value, setValue] = useState('');
  const isSet = entry.secretsSet.includes(secret);
  const put = async (next: string | null): Promise<void> => {
    if (await attempt(call('mcp.set-secret', { name: entry.name, secret, value: next }), 'The secret was not saved.')) setValue('');
  };
  return (
    <form
      className="flex items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (value !== '') void put(value);
      }}
    >
      <div className="min-w-0 flex-1">
        <TextField
          mono
          type="password"
          autoComplete="off"
          label={secret}
          placeholder={isSet ? 'set' : 'not set'}
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
      </div>
      <Button type="submit" disabled={value === ''}>
        Set<span className="sr-only"> {secret}</span>
      </Button>
      {isSet && (
        <Button look="quiet" onClick={() => void put(null)}>
          Clear<span className="sr-only"> {secret}</span>
        </Button>
      )}
    </form>
  );
};

const Tools = ({ state }: { readonly state: McpState }) => {
  if (state.kind === 'failed') return <ProblemNote problem={state.failure} />;
  if (state.kind !== 'ready') return null;
  return (
    <details>
      <summary className="w-fit cursor-pointer rounded-sm text-sm text-muted hover:text-fg">{plural(state.tools.length, 'tool')}</summary>
      <ul className="mt-1.5 grid gap-1.5">
        {state.tools.map((tool) => (
          <li key={tool.name} className="text-sm">
            <code>{tool.name}</code> {tool.readOnly && <span className="text-faint">only reads, as it says</span>}
            <p className="line-clamp-2 text-faint">{tool.description}</p>
          </li>
        ))}
      </ul>
    </details>
  );
};

export const McpCard = ({ entry }: { readonly entry: McpEntry }) => {
  const [editing, setEditing] = useState(false);
  const { name, server, state } = entry;
  const chip = stateChips[state.kind];
  const agents = useAgents();
  const left = (server.notFor ?? []).map((id) => agents.find((agent) => agent.id === id)?.label ?? id);
  const enable = (enabled: boolean): void =>
    void attempt(call('mcp.save', { before: name, name, server: { ...server, enabled } }), 'The change was not saved.');
  return (
    <li className="grid grid-cols-1 gap-2 rounded-md border border-line bg-raised px-3.5 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="font-semibold">{name}</h2>
        {'sandboxed' in server && server.sandboxed && <Chip>in the sandbox</Chip>}
        {left.length > 0 && <Chip>not for {left.join(', ')}</Chip>}
        {chip !== null && <Chip tone={chip.tone}>{chip.label}</Chip>}
      </div>
      <pre className="overflow-x-auto text-sm whitespace-pre-wrap wrap-anywhere text-faint">{mcpServerText(server)}</pre>
      <Switch label="Use it" checked={server.enabled} onChange={enable} />
      <Tools state={state} />
      {server.secrets.map((secret) => (
        <Secret key={secret} entry={entry} secret={secret} />
      ))}
      <div className="flex flex-wrap gap-1.5">
        <Button disabled={state.kind === 'connecting'} onClick={() => void attempt(call('mcp.test', { name }), 'It was not tested.')}>
          {state.kind === 'connecting' ? 'Connecting…' : 'Test'}
        </Button>
        <Button onClick={() => setEditing(true)}>Edit</Button>
        <Button look="quiet" onClick={() => void attempt(call('mcp.remove', { name }), 'It was not removed.')}>
          Remove
        </Button>
      </div>
      {editing && <McpDialog entry={entry} onClose={() => setEditing(false)} />}
    </li>
  );
};
