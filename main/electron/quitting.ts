/**
 * Ending the app. While turns or programs in terminals run it asks first, because ending cuts them off; then the core is ended cleanly, and
 * only after that the app. A signal does not ask: whoever sends one cannot answer.
 */
import { app, dialog, type BrowserWindow } from 'electron';
import { log } from '#main/base/log.ts';

/** A core that does not come to its end by then is left to the operating system; nothing is lost by that. */
const CORE_ENDS_WITHIN_MS = 10_000;

export interface Quitting {
  /** Threads at work, whose turns ending would cut off. */
  readonly active: () => number;
  /** Programs in terminals, which end with the app. */
  readonly programs: () => readonly string[];
  readonly disposeCore: () => Promise<void>;
}

/** What an ending would cut off. */
interface Work {
  readonly active: number;
  readonly programs: readonly string[];
}

const NAMED_PROGRAMS = 5;
const NAME_CHARS = 60;

const isAnything = ({ active, programs }: Work): boolean => active > 0 || programs.length > 0;
const tasks = (count: number): string => (count === 1 ? 'One task is still at work' : `${count} tasks are still at work`);
const terminals = (count: number): string => (count === 1 ? 'One terminal is still running' : `${count} terminals are still running`);
const atWork = ({ active, programs }: Work): string =>
  [...(active > 0 ? [tasks(active)] : []), ...(programs.length > 0 ? [terminals(programs.length)] : [])].join('. ');

const named = (programs: readonly string[]): string => {
  const shown = programs.slice(0, NAMED_PROGRAMS).map((program) => program.split('\n')[0]?.slice(0, NAME_CHARS) ?? '');
  return programs.length > NAMED_PROGRAMS ? `${shown.join(', ')} and ${programs.length - NAMED_PROGRAMS} more` : shown.join(', ');
};

const whatQuittingDoes = ({ active, programs }: Work): string =>
  [
    ...(active > 0
      ? ['Quitting stops the agents. What they did so far is kept, and each can go on when Switchyard is started again.']
      : []),
    ...(programs.length > 0 ? [`In terminals these end: ${named(programs)}. What their screens show is kept.`] : []),
  ].join('\n\n');

/** True when the user wants to go on quitting. */
const mayInterrupt = async (work: Work): Promise<boolean> => {
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: `${atWork(work)}.`,
    detail: whatQuittingDoes(work),
    buttons: ['Quit', 'Keep running'],
    defaultId: 1,
    cancelId: 1,
  });
  return response === 0;
};

type Choice = 'quit' | 'background' | 'stay';

/** What closing the last window means while work goes on. */
const askOnClose = async (window: BrowserWindow, work: Work): Promise<Choice> => {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: `${atWork(work)}.`,
    detail: 'Without a window they go on, and the icon in the tray brings it back.',
    buttons: ['Keep running', 'Quit', 'Cancel'],
    defaultId: 0,
    cancelId: 2,
  });
  return (['background', 'quit', 'stay'] as const)[response] ?? 'stay';
};

export interface QuitRules {
  /** Asks before this window is closed while work goes on. Not on macOS, where apps live without windows. */
  readonly guard: (window: BrowserWindow) => void;
  /** Ends without asking. */
  readonly endNow: () => void;
}

export const quitCleanly = ({ active, programs, disposeCore }: Quitting): QuitRules => {
  const work = (): Work => ({ active: active(), programs: programs() });
  let state: 'running' | 'asking' | 'confirmed' | 'ending' | 'ended' = 'running';

  const end = async (): Promise<void> => {
    const timeout = setTimeout(() => app.exit(1), CORE_ENDS_WITHIN_MS);
    // Ending goes on whatever the core's own end brings; it is in the log.
    await disposeCore().catch((error: unknown) => log.error('core did not end cleanly', { error }));
    clearTimeout(timeout);
    state = 'ended';
    app.quit();
  };
  const ask = async (): Promise<void> => {
    state = 'asking';
    state = (await mayInterrupt(work())) ? 'confirmed' : 'running';
    if (state === 'confirmed') app.quit();
  };

  app.on('before-quit', (event) => {
    if (state !== 'running' && state !== 'asking') return;
    if (!isAnything(work())) {
      state = 'confirmed';
      return;
    }
    event.preventDefault();
    if (state === 'running') void ask();
  });
  app.on('will-quit', (event) => {
    if (state === 'ended') return;
    event.preventDefault();
    if (state === 'ending') return;
    state = 'ending';
    void end();
  });
  let inBackground = false;
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin' && !inBackground) app.quit();
  });
  const endNow = (): void => {
    if (state === 'running' || state === 'asking') state = 'confirmed';
    app.quit();
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, endNow);

  const decide = async (window: BrowserWindow): Promise<void> => {
    const choice = await askOnClose(window, work());
    inBackground = choice === 'background';
    if (choice === 'background') window.destroy();
    if (choice !== 'quit') return;
    state = 'confirmed';
    app.quit();
  };
  return {
    endNow,
    guard: (window) => {
      inBackground = false;
      if (process.platform === 'darwin') return;
      window.on('close', (event) => {
        if (state !== 'running' || !isAnything(work())) return;
        event.preventDefault();
        void decide(window);
      });
    },
  };
};
