/** The changes of a thread: what is shown of them, how far they were read, what is said to them, commit and landing. */
import { useEffect } from 'react';
import { isActive } from '#contract/column.ts';
import type { Changes } from '#contract/review.ts';
import type { Thread } from '#contract/threads.ts';
import { useChanges } from '#renderer/state/changes.ts';
import { runCommand } from '#renderer/state/commands.ts';
import { useReviews } from '#renderer/state/comments.ts';
import { ProblemNote } from '#renderer/ui/states.tsx';
import { AgentReviewDialog } from './agent-review-dialog.tsx';
import { ChangesBar } from './changes-bar.tsx';
import { CommentsDialog } from './comments-dialog.tsx';
import { CommitDialog } from './commit-dialog.tsx';
import { EvidenceHead } from './evidence-head.tsx';
import { FileView } from './file-view.tsx';
import { LandDialog } from './land-dialog.tsx';
import { NothingChanged } from './nothing-changed.tsx';
import { ReviewFiles } from './review-files.tsx';
import { ReviewFoot } from './review-foot.tsx';
import { ScopePicker } from './scope-picker.tsx';
import { scopeLabel } from './scope-text.ts';
import { usePanel, type Panel, type Reveal } from './use-panel.ts';
import { WaitingChanges } from './waiting-changes.tsx';
import { warmReview } from './warm-review.ts';

interface ChangesPanelProps {
  readonly thread: Thread;
  readonly readOnly: boolean;
  readonly reveal: Reveal;
}
interface PartProps {
  readonly panel: Panel;
  readonly readOnly: boolean;
}

const WholeFile = ({ panel, readOnly, path, line }: PartProps & { readonly path: string; readonly line: number | null }) => {
  const { place, changes, layout, options, deeds, setOpened } = panel;
  return (
    <FileView
      key={path}
      place={place}
      path={path}
      line={line}
      split={layout === 'split'}
      wrap={options.wrap}
      readOnly={readOnly}
      version={changes?.files.find((file) => file.path === path)?.version ?? changes?.version ?? ''}
      onEditor={deeds.openInEditor}
      onClose={() => setOpened(null)}
    />
  );
};

const Body = ({ panel, readOnly }: PartProps) => {
  const { thread, scope, changes, failure, opened, place, options, setOptions, narrowed, setNarrowed, roomy } = panel;
  if (opened !== null) return <WholeFile panel={panel} readOnly={readOnly} path={opened.path} line={opened.line} />;
  if (failure !== null && changes === null)
    return (
      <div className="p-4">
        <ProblemNote problem={failure} onRetry={panel.again} />
      </div>
    );
  if (changes === null) return <WaitingChanges />;
  if (changes.files.length === 0) return <NothingChanged thread={thread} scope={scope} />;
  const active = isActive(thread.state);
  return (
    <>
      <EvidenceHead
        place={place}
        version={changes.version}
        active={active}
        open={options.evidence}
        onOpen={(evidence) => setOptions({ ...options, evidence })}
        risk={narrowed?.risk ?? null}
        onRisk={(risk, of) => setNarrowed(risk === null ? null : { risk, paths: new Set(of) })}
      />
      <ReviewFiles
        key={scope}
        place={place}
        changes={changes}
        patches={panel.patches}
        files={panel.files}
        marks={panel.marks}
        comments={panel.comments}
        desk={panel.desk}
        split={panel.layout === 'split' && roomy}
        options={options}
        filter={panel.filter}
        onFilter={panel.setFilter}
        tree={roomy ? options.tree : panel.drawer}
        roomy={roomy}
        touch={panel.touch}
        panel={panel.deeds}
        aim={panel.aim}
      />
      <ReviewFoot
        marks={panel.marks}
        comments={panel.comments}
        running={active}
        readOnly={readOnly}
        onComments={() => panel.setDialog('comments')}
        onNext={() => void runCommand('changes.next-unviewed')}
      />
    </>
  );
};

const Dialogs = ({ panel, uncommitted }: { readonly panel: Panel; readonly uncommitted: Changes | null }) => {
  const { thread, dialog, setDialog, place, comments, desk, setOpened, aimAt, scope } = panel;
  const reviews = useReviews(thread.id);
  const close = (): void => setDialog(null);
  switch (dialog) {
    case 'commit':
      return <CommitDialog thread={thread.id} files={uncommitted?.files ?? []} onClose={close} />;
    case 'land':
      return <LandDialog thread={thread.id} onClose={close} />;
    case 'review':
      return <AgentReviewDialog place={place} shown={scopeLabel(scope, thread.worktree.base, null)} reviews={reviews} onClose={close} />;
    case 'comments':
      return (
        <CommentsDialog
          place={place}
          comments={comments}
          desk={desk}
          onGoTo={({ path, side, line }) => {
            close();
            setOpened(null);
            aimAt(line === 0 ? { path, file: true } : { path, ref: { side, line } });
          }}
          onClose={close}
        />
      );
    case null:
      return null;
  }
};

export const ChangesPanel = ({ thread, readOnly, reveal }: ChangesPanelProps) => {
  const panel = usePanel(thread, reveal);
  const { changes, scope, patches } = panel;
  useEffect(warmReview, []);
  // Two lists at once would take twice the time: the one that is read comes first, with its first lines.
  const { value: newest } = useChanges(thread.id, patches.begun ? 'uncommitted' : scope);
  const uncommitted = patches.begun ? newest : null;
  const ownBranch = thread.worktree.place !== 'checkout' && thread.worktree.base !== null;
  return (
    <section aria-label="Changes" data-review className="flex min-h-0 min-w-0 flex-1 flex-col">
      <ChangesBar
        scopes={
          <ScopePicker
            thread={thread.id}
            base={thread.worktree.base}
            scope={scope}
            open={panel.scopesOpen}
            onOpen={panel.setScopesOpen}
            onScope={panel.changeScope}
          />
        }
        changes={changes}
        layout={panel.layout}
        options={panel.options}
        canCommit={!readOnly && (uncommitted?.files.length ?? 0) > 0}
        canLand={!readOnly && ownBranch && (changes?.files.length ?? 0) + thread.changes.files > 0}
        readOnly={readOnly}
        actions={panel.actions}
      />
      <Body panel={panel} readOnly={readOnly} />
      <Dialogs panel={panel} uncommitted={uncommitted} />
    </section>
  );
};
