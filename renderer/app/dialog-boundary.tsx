/** A bug in a dialog closes that dialog and says so; the screen below it stays. */
import { Component, type ReactNode } from 'react';
import { closeDialog } from '#renderer/state/dialogs.ts';
import { sayFailure } from '#renderer/state/notices.ts';

interface State {
  readonly broken: boolean;
}

export class DialogBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { broken: false };

  static getDerivedStateFromError(): State {
    return { broken: true };
  }

  override componentDidCatch(error: unknown): void {
    sayFailure({
      kind: 'bug',
      message: 'This dialog could not be shown.',
      action: 'Load the page again if it stays so; nothing is lost.',
      details: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
    closeDialog();
  }

  override render(): ReactNode {
    return this.state.broken ? null : this.props.children;
  }
}
