/** What the core and the pty process say to each other, besides bytes. */
import type { PtyEnd, PtySpec } from './pty-host.ts';
import type { ScreenEvent, ScreenOptions, ScreenSnapshot, ScreenText } from './screen-report.ts';

/** From the core. Bytes from the core are input. */
export type PtyRequest =
  | { readonly kind: 'open'; readonly spec: PtySpec; readonly screen: ScreenOptions | null }
  | { readonly kind: 'resize'; readonly columns: number; readonly rows: number }
  /** So many bytes of output were taken: as many more may come. */
  | { readonly kind: 'taken'; readonly bytes: number }
  /** Whether output is wanted at all; a pty with a screen lives well without. */
  | { readonly kind: 'listen'; readonly on: boolean }
  | { readonly kind: 'snapshot'; readonly request: number; readonly unless: number | null }
  /** What stands there as text; `mark`: and from here on counts as since. */
  | { readonly kind: 'text'; readonly request: number; readonly mark: boolean }
  /** Ends it; SIGHUP, as when a terminal's window is closed. */
  | { readonly kind: 'hang-up' }
  /** The core knows that it has ended: forget it. */
  | { readonly kind: 'forget' };

/** From the pty process. Bytes from there are output; they come in order with these. */
export type PtyReport =
  | { readonly kind: 'ready' }
  | { readonly kind: 'opened'; readonly pid: number }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  | { readonly kind: 'snapshot'; readonly request: number; readonly snapshot: ScreenSnapshot | null }
  | { readonly kind: 'text'; readonly request: number; readonly text: ScreenText | null }
  | { readonly kind: 'event'; readonly event: ScreenEvent }
  | { readonly kind: 'ended'; readonly end: PtyEnd };
