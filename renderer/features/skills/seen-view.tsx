/** What one agent sees in one place, by sections with their counts. */
import { useState, type ReactNode } from 'react';
import type { ThreadId } from '#contract/ids.ts';
import {
  surroundingsSections,
  type SeenHook,
  type SeenSurroundings,
  type SurroundingsSection,
  type SurroundingsSwitch,
  type WhoseSurroundings,
} from '#contract/surroundings.ts';
import { call } from '#renderer/state/core.ts';
import { requestFile } from '#renderer/state/file-request.ts';
import { navigate, openThread } from '#renderer/state/route.ts';
import { attempt } from '#renderer/state/thread-actions.ts';
import { Button } from '#renderer/ui/button.tsx';
import { HookDialog } from './hook-dialog.tsx';
import { SeenFileDialog } from './seen-file-dialog.tsx';
import { CommandRow, HookRow, InstructionsRow, ServerRow, SkillRow } from './seen-rows.tsx';
import { countOf, insidePath, sectionTexts, skillScopes } from './seen-texts.ts';

interface SectionProps {
  readonly section: SurroundingsSection;
  readonly count: number;
  readonly found: boolean;
  readonly agent: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

const Section = ({ section, count, found, agent, action, children }: SectionProps) => {
  const { title, about, none } = sectionTexts[section];
  return (
    <section id={`seen-${section}`} aria-label={title} className="grid scroll-mt-4 gap-2">
      <div className="flex flex-wrap items-end gap-x-4 gap-y-1">
        <div className="min-w-0 flex-1 basis-60">
          <h2 className="flex items-baseline gap-2 text-lg font-semibold">
            {title} <span className="text-md font-normal text-faint tabular-nums">{count}</span>
          </h2>
          <p className="text-sm text-faint">
            {about}
            {found && count > 0 && ` As they lie where ${agent} looks; it does not tell itself.`}
          </p>
        </div>
        {action}
      </div>
      {count === 0 ? (
        <p className="rounded-md border border-dashed border-line px-3.5 py-3 text-muted">{none}</p>
      ) : (
        <ul className="divide-y divide-line overflow-hidden rounded-md border border-line bg-raised">{children}</ul>
      )}
    </section>
  );
};

interface SeenViewProps {
  readonly of: WhoseSurroundings;
  readonly seen: SeenSurroundings;
  /** What the agent is called. */
  readonly agent: string;
}

interface Reading {
  readonly path: string;
  readonly title: string;
}

/** A file of the worktree opens in the thread, where it can be edited; others are read here. */
const openInThread = (thread: ThreadId, path: string): void => {
  requestFile(thread, path);
  openThread(thread);
};

export const SeenView = ({ of, seen: { seen, folder, found, problems }, agent }: SeenViewProps) => {
  const [reading, setReading] = useState<Reading | null>(null);
  const [asking, setAsking] = useState<SeenHook | null>(null);
  const open = (path: string, title: string): void => {
    const inside = insidePath(folder, path);
    if ('thread' in of && inside !== null) openInThread(of.thread, inside);
    else setReading({ path, title });
  };
  const turn = (what: SurroundingsSwitch): void => void attempt(call('surroundings.switch', { of, what }), 'It was not switched.');
  const rows: Readonly<Record<SurroundingsSection, () => ReactNode>> = {
    instructions: () => seen.instructions?.map((file) => <InstructionsRow key={file.path} file={file} folder={folder} onOpen={open} />),
    skills: () =>
      (['project', 'user', 'agent'] as const).map((scope) => {
        const skills = seen.skills?.filter((skill) => skill.scope === scope) ?? [];
        return [
          skills.length > 0 && (
            <li key={scope} className="bg-sunken px-3.5 py-1 text-xs font-semibold text-faint">
              {skillScopes[scope]}
            </li>
          ),
          ...skills.map((skill) => (
            <SkillRow
              key={skill.path ?? `${scope} ${skill.name}`}
              skill={skill}
              folder={folder}
              onOpen={open}
              onSwitch={(enabled) => turn({ kind: 'skill', id: skill.path ?? skill.name, enabled })}
            />
          )),
        ];
      }),
    commands: () => seen.commands?.map((command) => <CommandRow key={command.name} command={command} />),
    servers: () =>
      seen.servers?.map((server) => (
        <ServerRow
          key={`${server.from} ${server.name}`}
          server={server}
          agent={agent}
          onSwitch={(enabled) => turn({ kind: 'server', id: server.name, enabled })}
        />
      )),
    hooks: () =>
      seen.hooks?.map((hook) => (
        <HookRow
          key={hook.key}
          hook={hook}
          folder={folder}
          onOpen={open}
          onAsk={() => setAsking(hook)}
          onSwitch={(enabled) => turn({ kind: 'hook', id: hook.key, enabled })}
        />
      )),
    subagents: () =>
      seen.subagents?.map(({ name, description }) => (
        <li key={name} className="grid gap-0.5 px-3.5 py-2.5">
          <span className="font-medium wrap-anywhere">{name}</span>
          {description !== '' && <p className="text-sm wrap-anywhere text-faint">{description}</p>}
        </li>
      )),
  };
  const shown = surroundingsSections.filter((section) => countOf(seen, section) !== null);
  const servers = <Button onClick={() => navigate({ screen: 'settings', section: 'mcp' })}>The list for all agents</Button>;
  return (
    <>
      {problems.map((problem) => (
        <p key={problem} role="status" className="rounded-md border border-needs/40 bg-needs-bg px-3 py-2.5 wrap-anywhere">
          {problem}
        </p>
      ))}
      {shown.map((section) => (
        <Section
          key={section}
          section={section}
          count={countOf(seen, section) ?? 0}
          found={found.includes(section)}
          agent={agent}
          action={section === 'servers' ? servers : undefined}
        >
          {rows[section]()}
        </Section>
      ))}
      {reading !== null && <SeenFileDialog of={of} {...reading} onClose={() => setReading(null)} />}
      {asking !== null && (
        <HookDialog
          hook={asking}
          agent={agent}
          onTrust={() => turn({ kind: 'hook', id: asking.key, enabled: true })}
          onClose={() => setAsking(null)}
        />
      )}
    </>
  );
};
