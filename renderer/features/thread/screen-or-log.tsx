/** An agent that is worked with in a terminal: its screen is the conversation, and what was kept of it is a look away. */
import { useState, type ReactNode } from 'react';
import { Segmented } from '#renderer/ui/segmented.tsx';

type Shown = 'screen' | 'log';

export const ScreenOrLog = ({ screen, children }: { readonly screen: ReactNode; readonly children: ReactNode }) => {
  const [shown, show] = useState<Shown>('screen');
  if (screen === null) return children;
  return (
    <>
      <div className="flex border-b border-line px-3 py-1.5">
        <Segmented<Shown>
          label="What is shown of the agent"
          value={shown}
          onChange={show}
          options={[
            { value: 'screen', label: 'Terminal' },
            { value: 'log', label: 'Log' },
          ]}
        />
      </div>
      {shown === 'screen' ? screen : children}
    </>
  );
};
