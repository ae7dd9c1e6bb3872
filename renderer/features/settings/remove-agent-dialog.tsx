/** Takes an agent away; says which tasks have it, and what becomes of them. */
import { useEffect, useState } from 'react';
import type { AgentEntry, AgentUser } from '#contract/agent-setup.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { hashOf } from '#renderer/state/route.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { ProblemNote, type Problem } from '#renderer/ui/states.tsx';
import { plural } from '#renderer/ui/units.ts';

const MAX_SHOWN = 8;

const Users = ({ users }: { readonly users: readonly AgentUser[] }) => (
  <div className="grid gap-1.5">
    <p>
      {users.length === 1 ? 'One task has' : `${plural(users.length, 'task')} have`} it. They keep all that was said and done; what runs
      goes on to the end of its turn. To go on with them, choose another agent in the task.
    </p>
    <ul className="grid gap-0.5">
      {users.slice(0, MAX_SHOWN).map(({ id, title, running }) => (
        <li key={id} className="truncate">
          <a className="text-accent-text hover:underline" href={hashOf({ screen: 'thread', thread: id })}>
            {title}
          </a>
          {running && <span className="text-sm text-faint"> at work</span>}
        </li>
      ))}
    </ul>
    {users.length > MAX_SHOWN && <p className="text-sm text-faint">and {users.length - MAX_SHOWN} more</p>}
  </div>
);

export const RemoveAgentDialog = ({ entry, onClose }: { readonly entry: AgentEntry; readonly onClose: () => void }) => {
  const [users, setUsers] = useState<readonly AgentUser[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => void call('agents.users', { agent: entry.id }).then(setUsers, () => {}), [entry.id]);
  const label = entry.label ?? entry.id;
  const remove = async (): Promise<void> => {
    try {
      await call('agents.remove', { agent: entry.id });
      onClose();
    } catch (error) {
      setProblem(failureOf(error));
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      width="narrow"
      title={entry.builtIn ? `Set ${label} back?` : `Remove ${label}?`}
      footer={
        <>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" look="danger" onClick={() => void remove()}>
            {entry.builtIn ? 'Set back' : 'Remove'}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        <p>
          {entry.builtIn
            ? 'It is then as the app knows it. What you set, its secrets included, is forgotten.'
            : 'Its entry and its secrets are forgotten. The program and the folder of its account stay as they are.'}
        </p>
        {!entry.builtIn && users.length > 0 && <Users users={users} />}
        {problem !== null && <ProblemNote problem={problem} />}
      </div>
    </Dialog>
  );
};
