/** Puts a project's parts together: its settings, and below them the terminals in its folder. */
import type { ProjectId } from '#contract/ids.ts';
import { ProjectScreen } from '#renderer/features/projects/project-screen.tsx';
import { ClosedTerminals, TerminalDrawer } from '#renderer/features/terminal/terminal-drawer.tsx';
import { useAppInfo, useConnection } from '#renderer/state/app-state.ts';
import { useProject } from '#renderer/state/board.ts';
import { useTerminalDrawer } from '#renderer/state/terminal-drawer.ts';
import { Panes } from '#renderer/ui/panes.tsx';
import { useMedia } from '#renderer/ui/use-media.ts';

const WIDE = '(min-width: 52rem)';

export const ProjectPage = ({ projectId }: { readonly projectId: ProjectId }) => {
  const project = useProject(projectId);
  const isOpen = useTerminalDrawer((state) => state.open);
  const frozen = useAppInfo((state) => state.info?.readOnly != null);
  const offline = useConnection().kind === 'offline';
  const wide = useMedia(WIDE);
  const screen = <ProjectScreen projectId={projectId} />;
  if (project === undefined) return screen;
  const owner = { kind: 'project', project: projectId } as const;
  if (!isOpen)
    return (
      <>
        {screen}
        <ClosedTerminals owner={owner} />
      </>
    );
  const drawer = (
    <TerminalDrawer
      owner={owner}
      runNames={[]}
      readOnly={offline || frozen || project.state.kind !== 'ready'}
      phone={!wide}
      onOpenFile={null}
      onSend={null}
    />
  );
  return (
    <Panes
      name="project-rows"
      direction="column"
      panes={[
        { id: 'project', min: '120px', children: screen },
        { id: 'terminals', min: '160px', initial: '45%', children: drawer },
      ]}
    />
  );
};
