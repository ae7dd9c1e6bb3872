/** Where the parts of a thread stand: beside and below each other where there is room, as tabs elsewhere. */
import type { ReactNode } from 'react';
import { Panes } from '#renderer/ui/panes.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import type { OpenPanels } from './panel-memory.ts';

export type ThreadTab = 'conversation' | 'changes' | 'terminals';

interface ThreadLayoutProps {
  readonly wide: boolean;
  readonly open: OpenPanels;
  readonly terminalsOpen: boolean;
  readonly tab: ThreadTab;
  readonly onTab: (tab: ThreadTab) => void;
  readonly changedFiles: number;
  readonly conversation: ReactNode;
  readonly changes: ReactNode;
  readonly terminals: ReactNode;
}

const Wide = ({ open, terminalsOpen, conversation, changes, terminals }: ThreadLayoutProps) => {
  const work = (
    <Panes
      name="thread"
      panes={[
        ...(open.conversation ? [{ id: 'conversation', children: conversation, initial: '46%', min: '320px' }] : []),
        ...(open.changes ? [{ id: 'changes', children: changes, initial: '54%', min: '320px' }] : []),
      ]}
    />
  );
  return (
    <Panes
      name="thread-rows"
      direction="column"
      panes={[
        { id: 'work', min: '160px', children: work },
        ...(terminalsOpen ? [{ id: 'terminals', children: terminals, initial: '34%', min: '96px' }] : []),
      ]}
    />
  );
};

export const ThreadLayout = (props: ThreadLayoutProps) => {
  const { wide, tab, onTab, changedFiles } = props;
  if (wide) return <Wide {...props} />;
  return (
    <>
      <div className="border-b border-line px-3 py-1.5">
        <Segmented<ThreadTab>
          label="Part of the thread"
          wide
          value={tab}
          onChange={onTab}
          options={[
            { value: 'conversation', label: 'Conversation' },
            { value: 'changes', label: changedFiles === 0 ? 'Changes' : `Changes · ${changedFiles}` },
            { value: 'terminals', label: 'Terminals' },
          ]}
        />
      </div>
      {props[tab]}
    </>
  );
};
