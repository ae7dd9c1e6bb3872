/** The screen of the present route. All but the board load when they are first opened. */
import { Compass } from 'lucide-react';
import { BoardScreen } from '#renderer/features/board/board-screen.tsx';
import { openBoard, useRoute, type Route } from '#renderer/state/route.ts';
import { Button } from '#renderer/ui/button.tsx';
import { later } from '#renderer/ui/later.tsx';
import { Empty, Loading, Skeleton } from '#renderer/ui/states.tsx';
import { ErrorBoundary } from './error-boundary.tsx';

const Placeholder = () => (
  <Loading what="the page">
    <div className="grid gap-3 p-5">
      <Skeleton className="h-6 w-64" />
      <Skeleton className="h-24 w-full max-w-160" />
      <Skeleton className="h-24 w-full max-w-160" />
    </div>
  </Loading>
);

export const ThreadPage = later(async () => (await import('./thread-page.tsx')).ThreadPage, <Placeholder />);
export const TriageScreen = later(async () => (await import('#renderer/features/triage/triage-screen.tsx')).TriageScreen, <Placeholder />);
export const SettingsScreen = later(
  async () => (await import('#renderer/features/settings/settings-screen.tsx')).SettingsScreen,
  <Placeholder />,
);
const ProjectPage = later(async () => (await import('./project-page.tsx')).ProjectPage, <Placeholder />);
const WorkflowScreen = later(
  async () => (await import('#renderer/features/workflows/workflow-screen.tsx')).WorkflowScreen,
  <Placeholder />,
);
const SurroundingsScreen = later(
  async () => (await import('#renderer/features/skills/surroundings-screen.tsx')).SurroundingsScreen,
  <Placeholder />,
);
const WelcomeScreen = later(async () => (await import('#renderer/features/welcome/welcome-screen.tsx')).WelcomeScreen, <Placeholder />);

const RaceScreen = later(async () => (await import('#renderer/features/races/race-screen.tsx')).RaceScreen, <Placeholder />);
const UsageScreen = later(async () => (await import('#renderer/features/usage/usage-screen.tsx')).UsageScreen, <Placeholder />);
const RadarScreen = later(async () => (await import('#renderer/features/radar/radar-screen.tsx')).RadarScreen, <Placeholder />);

const Unknown = () => (
  <Empty icon={Compass} title="There is nothing at this address" action={<Button onClick={openBoard}>Go to the board</Button>}>
    The link may be old, or what it points to was removed.
  </Empty>
);

const contentOf = (route: Route) => {
  switch (route.screen) {
    case 'board':
      return <BoardScreen filter={route.filter} />;
    case 'thread':
      return <ThreadPage key={route.thread} threadId={route.thread} />;
    case 'triage':
      return <TriageScreen />;
    case 'settings':
      return <SettingsScreen section={route.section} />;
    case 'project':
      return <ProjectPage key={route.project} projectId={route.project} />;
    case 'long':
      return <WorkflowScreen key={route.workflow} workflowId={route.workflow} />;
    case 'skills':
      return <SurroundingsScreen project={route.project} agent={route.agent ?? null} thread={route.thread ?? null} />;
    case 'race':
      return <RaceScreen key={route.race} race={route.race} />;
    case 'radar':
      return <RadarScreen key={route.project} project={route.project} />;
    case 'usage':
      return <UsageScreen view={route.view} />;
    case 'welcome':
      return <WelcomeScreen />;
    case 'unknown':
      return <Unknown />;
  }
};

export const Screen = () => {
  const route = useRoute();
  return <ErrorBoundary key={route.screen === 'thread' ? route.thread : route.screen}>{contentOf(route)}</ErrorBoundary>;
};
