/** What can be done with one file. */
import { actsOf } from '#contract/review.ts';
import { keyCapsNow } from '#renderer/state/commands.ts';
import { say } from '#renderer/state/notices.ts';
import type { MenuEntry } from '#renderer/ui/menu.tsx';
import { compose, foldFiles } from './desk.ts';
import type { Reading } from './reading.ts';
import { actOn } from './review-actions.ts';
import type { PanelDeeds } from './use-deeds.ts';

interface FileMenuOptions {
  readonly path: string;
  readonly reading: Reading;
  readonly panel: PanelDeeds;
}

export const fileMenu = ({ path, reading, panel }: FileMenuOptions): readonly MenuEntry[] => {
  const { desk, place, files } = reading;
  const acts = actsOf(place.scope);
  const what = { kind: 'files' as const, paths: [path] };
  const others = files.filter((file) => file.path !== path).map((file) => file.path);
  const copy = (): void => void navigator.clipboard.writeText(path).then(() => say({ text: 'Path copied' }));
  return [
    { id: 'whole', label: 'Open the whole file', keys: keyCapsNow('changes.whole-file'), run: () => panel.openWhole(path, null) },
    { id: 'editor', label: 'Open in my editor', keys: keyCapsNow('changes.open-in-editor'), run: () => panel.openInEditor(path, null) },
    {
      id: 'comment',
      label: 'Comment on the file',
      keys: keyCapsNow('changes.comment-file'),
      run: () => compose(desk, { kind: 'file', path }),
    },
    { id: 'copy', label: 'Copy the path', run: copy },
    { kind: 'line', id: 'line' },
    ...(acts.stage
      ? [{ id: 'stage', label: 'Stage the file', keys: keyCapsNow('changes.stage-file'), run: () => void actOn('stage', place, what) }]
      : []),
    ...(acts.unstage
      ? [
          {
            id: 'unstage',
            label: 'Unstage the file',
            keys: keyCapsNow('changes.unstage-file'),
            run: () => void actOn('unstage', place, what),
          },
        ]
      : []),
    ...(acts.revert
      ? [
          {
            id: 'revert',
            label: 'Revert the file',
            hint: 'Can be taken back',
            keys: keyCapsNow('changes.revert-file'),
            danger: true,
            run: () => void actOn('revert', place, what),
          },
        ]
      : []),
    { kind: 'line', id: 'line-2' },
    { id: 'others', label: 'Fold all other files', run: () => foldFiles(desk, others, true) },
  ];
};
