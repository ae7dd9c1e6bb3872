/** All there is to see of one step: the command and its output, the diffs, the arguments, the thought. */
import type { Item } from '#contract/items.ts';
import { useConversationPlace } from './conversation-place.ts';
import { plainCommand } from './command-text.ts';
import { Markdown } from './markdown.tsx';
import { MonoText } from './mono-text.tsx';
import { PlanSteps } from './plan-steps.tsx';
import { ShortDiff } from './short-diff.tsx';
import { ShownOutput } from './shown-output.tsx';
import { Said } from './said.tsx';
import { laidOut } from './step-text.ts';
import { ToolDetail } from './tool-detail.tsx';

/** Whether opening the step shows more than its line says. */
export const hasDetail = (item: Item): boolean => {
  switch (item.kind) {
    case 'command':
    case 'setup':
    case 'tool':
    case 'file-change':
      return true;
    case 'assistant':
      return item.text.trim() !== '' || item.images !== undefined || item.citations !== undefined;
    case 'reasoning':
    case 'user':
    case 'compaction':
    case 'review':
      return item.text.trim() !== '';
    case 'subagent':
      return item.text.trim() !== '' || item.title.includes('\n');
    case 'plan':
      return item.steps.length > 0 || item.text !== '';
    case 'refusal':
      return true;
    case 'notice':
      return item.raw !== undefined || item.action !== undefined || item.text.includes('\n');
  }
};

export const StepDetail = ({ item }: { readonly item: Item }) => {
  const { openFile } = useConversationPlace();
  switch (item.kind) {
    case 'command':
    case 'setup':
      return (
        <>
          <MonoText text={`$ ${plainCommand(item.command)}`} label="Command" />
          {item.cwd !== null && <p className="text-sm text-faint">in {item.cwd}</p>}
          <ShownOutput item={item} label="Output" />
        </>
      );
    case 'tool':
      return <ToolDetail item={item} />;
    case 'file-change':
      return item.changes.map((change) => <ShortDiff key={change.path} change={change} onOpen={() => openFile(change.path, null)} />);
    case 'assistant':
      return <Said item={item} />;
    case 'reasoning':
    case 'user':
    case 'compaction':
    case 'review':
      return <Markdown text={item.text} live={item.status === 'live'} />;
    case 'subagent':
      return <Markdown text={item.text === '' ? item.title : item.text} live={item.status === 'live'} />;
    case 'plan':
      return <PlanSteps item={item} />;
    case 'refusal':
      return (
        <p className="wrap-anywhere">
          {item.why}. {item.allow}
        </p>
      );
    case 'notice':
      return (
        <>
          <p className="wrap-anywhere">
            {item.text} {item.action}
          </p>
          {item.raw !== undefined && <MonoText text={laidOut(item.raw)} label="As the agent sent it" />}
        </>
      );
  }
};
