/** Panes beside each other with a draggable border; sizes are remembered under `name` on this machine. */
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import type { ReactNode } from 'react';

export interface Pane {
  readonly id: string;
  readonly children: ReactNode;
  /** Sizes as CSS lengths or percentages: `420px`, `45%`. */
  readonly initial?: string;
  readonly min?: string;
}

interface PanesProps {
  readonly name: string;
  readonly panes: readonly Pane[];
  readonly direction?: 'row' | 'column';
}

export const Panes = ({ name, panes, direction = 'row' }: PanesProps) => {
  const row = direction === 'row';
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({
    id: `panes-${name}`,
    panelIds: panes.map((pane) => pane.id),
    storage: localStorage,
  });
  return (
    <Group
      orientation={row ? 'horizontal' : 'vertical'}
      defaultLayout={defaultLayout}
      onLayoutChanged={onLayoutChanged}
      className="min-h-0 min-w-0 flex-1"
    >
      {panes.flatMap((pane, index) => [
        ...(index === 0
          ? []
          : [
              <Separator
                key={`before-${pane.id}`}
                aria-label={`Resize ${pane.id}`}
                className={`group relative shrink-0 bg-line outline-none transition-colors hover:bg-accent focus-visible:bg-accent data-[separator=active]:bg-accent ${row ? 'w-px before:absolute before:inset-y-0 before:-inset-x-1' : 'h-px before:absolute before:inset-x-0 before:-inset-y-1'}`}
              />,
            ]),
        <Panel
          key={pane.id}
          id={pane.id}
          {...(pane.initial === undefined ? {} : { defaultSize: pane.initial })}
          {...(pane.min === undefined ? {} : { minSize: pane.min })}
          className="flex min-h-0 min-w-0 flex-col overflow-hidden"
        >
          {pane.children}
        </Panel>,
      ])}
    </Group>
  );
};
