/** The user's MCP servers. */
import { Plug, Plus } from 'lucide-react';
import { useState } from 'react';
import { changeSettings, useSettings } from '#renderer/state/settings.ts';
import { useMcpServers } from '#renderer/state/models.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Empty, Loading, ProblemNote, Skeleton } from '#renderer/ui/states.tsx';
import { McpCard } from './mcp-card.tsx';
import { McpDialog } from './mcp-dialog.tsx';
import { SavedText } from './saved-text.tsx';

export const McpSettings = () => {
  const { value: servers, failure } = useMcpServers();
  const [adding, setAdding] = useState(false);
  const webSearch = useSettings((settings) => settings.webSearch);
  const add = (
    <Button onClick={() => setAdding(true)}>
      <Plus size={13} aria-hidden /> Add a server
    </Button>
  );
  return (
    <div className="grid grid-cols-1 gap-4">
      <p className="text-muted">
        More tools for all agents that take them, in all projects; a project can have more of its own, on its page. A program is started by
        Switchyard when a task’s agent first needs it, and ends with it: the agent never sees its secrets. A repository can bring servers in
        switchyard.json under mcp; they wait for your trust, run in the sandbox and get no secrets.
      </p>
      {failure !== null && <ProblemNote problem={failure} />}
      {servers === null && (
        <Loading what="servers">
          <Skeleton className="h-24" />
        </Loading>
      )}
      {servers?.length === 0 && (
        <Empty icon={Plug} title="No MCP servers yet" action={add}>
          A server is a program or an address that offers tools: a browser, a tracker, a database.
        </Empty>
      )}
      {servers !== null && servers.length > 0 && (
        <>
          <div>{add}</div>
          <ul className="grid grid-cols-1 gap-2.5">
            {servers.map((entry) => (
              <McpCard key={entry.name} entry={entry} />
            ))}
          </ul>
        </>
      )}
      <SavedText
        label="Web search"
        placeholder="none"
        hint={() =>
          'Address that answers with JSON as SearXNG does, {query} where the words go: https://search.example.org/search?q={query}&format=json. Used only where a task’s policy allows its host.'
        }
        value={webSearch}
        onSave={(next) => void changeSettings({ webSearch: next }, 'Web search changed')}
      />
      {adding && <McpDialog entry={null} onClose={() => setAdding(false)} />}
    </div>
  );
};
