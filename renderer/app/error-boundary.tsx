/** Keeps a bug in one screen from taking the window with it; says so and offers to try again. */
import { Component, type ReactNode } from 'react';
import { ProblemNote } from '#renderer/ui/states.tsx';

interface State {
  readonly error: Error | null;
}

export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    // The core was not there, or a new version was installed under an open page: a browser may keep the failure, and old code fits no new core.
    const stale = /dynamically imported module|module script failed|unable to preload/i.test(error.message);
    const problem = stale
      ? {
          message: 'This part of the page could not be loaded.',
          action: 'The core did not answer, or the app was updated. Load the page again.',
          details: error.message,
        }
      : { message: 'This page could not be shown.', action: 'Your threads go on; nothing is lost.', details: error.stack ?? error.message };
    return (
      <div className="mx-auto w-full max-w-160 p-6">
        <ProblemNote problem={problem} onRetry={() => (stale ? location.reload() : this.setState({ error: null }))} />
      </div>
    );
  }
}
