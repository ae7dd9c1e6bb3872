/** MCP servers of a project's tasks, beside the user's own; and those that its repository brings. */
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { mcpServerText, type McpServer, type McpServers } from '#contract/mcp.ts';
import type { Project } from '#contract/projects.ts';
import { useServerAgents } from '#renderer/state/agents.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Chip } from '#renderer/ui/chip.tsx';
import { McpServerDialog } from '#renderer/ui/mcp-server-dialog.tsx';
import { Switch } from '#renderer/ui/switch.tsx';

interface Entry {
  readonly name: string;
  readonly server: McpServer;
}

interface CardProps extends Entry {
  readonly onEnable: (enabled: boolean) => void;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

const frame = 'grid grid-cols-1 gap-2 rounded-md border border-line bg-raised px-3.5 py-3';

const Text = ({ server }: { readonly server: McpServer }) => (
  <pre className="overflow-x-auto text-sm whitespace-pre-wrap wrap-anywhere text-faint">{mcpServerText(server)}</pre>
);

const Card = ({ name, server, onEnable, onEdit, onRemove }: CardProps) => (
  <li className={frame}>
    <Switch label={name} checked={server.enabled} onChange={onEnable} />
    <Text server={server} />
    {server.secrets.length > 0 && (
      <p className="text-sm wrap-anywhere text-muted">
        Taken from the environment that Switchyard was started in: {server.secrets.join(', ')}
      </p>
    )}
    <div className="flex flex-wrap gap-1.5">
      <Button onClick={onEdit}>
        Edit<span className="sr-only"> {name}</span>
      </Button>
      <Button look="quiet" onClick={onRemove}>
        Remove<span className="sr-only"> {name}</span>
      </Button>
    </div>
  </li>
);

const trusts = {
  granted: 'of the repository',
  asked: 'waits for your trust',
  refused: 'refused',
  'not-needed': 'of the repository',
} as const;

interface ProjectServersProps {
  readonly project: Project;
  readonly onSave: (servers: McpServers | undefined) => void;
}

export const ProjectServers = ({ project, onSave }: ProjectServersProps) => {
  const [editing, setEditing] = useState<Entry | 'new' | null>(null);
  const agents = useServerAgents();
  const own = project.settings.mcp ?? {};
  const put = (servers: readonly (readonly [string, McpServer])[]): void =>
    onSave(servers.length === 0 ? undefined : Object.fromEntries(servers.toSorted(([a], [b]) => a.localeCompare(b))));
  const others = (name: string | null) => Object.entries(own).filter(([other]) => other !== name);
  const before = editing === null || editing === 'new' ? null : editing;
  return (
    <section aria-labelledby="group-mcp" className="grid grid-cols-1 gap-3 border-t border-line pt-4">
      <h2 id="group-mcp" className="text-lg font-semibold">
        MCP servers
      </h2>
      <p className="text-muted">
        More tools for this project’s tasks, beside those in the settings. Of two with one name, the project’s is taken.
      </p>
      <ul className="grid grid-cols-1 gap-2.5">
        {Object.entries(own).map(([name, server]) => (
          <Card
            key={name}
            name={name}
            server={server}
            onEnable={(enabled) => put([...others(name), [name, { ...server, enabled }]])}
            onEdit={() => setEditing({ name, server })}
            onRemove={() => put(others(name))}
          />
        ))}
        {Object.entries(project.file?.mcp ?? {}).map(([name, server]) => (
          <li key={`file ${name}`} className={frame}>
            <span className="flex flex-wrap items-center gap-2 font-medium">
              {name} <Chip tone={project.trust === 'asked' ? 'needs' : 'idle'}>{trusts[project.trust]}</Chip>
            </span>
            <Text server={server} />
          </li>
        ))}
      </ul>
      <div>
        <Button onClick={() => setEditing('new')}>
          <Plus size={13} aria-hidden /> Add a server
        </Button>
      </div>
      {editing !== null && (
        <McpServerDialog
          entry={before}
          agents={agents}
          onClose={() => setEditing(null)}
          onSave={(name, server) => {
            if (name !== before?.name && Object.hasOwn(own, name))
              return Promise.resolve({ message: `There is a server “${name}” already.`, action: 'Choose another name.' });
            put([...others(before?.name ?? null), [name, server]]);
            return Promise.resolve(null);
          }}
        />
      )}
    </section>
  );
};
