/** An xterm without a page, as every screen here is one. Letters are as wide as on the page: both go by Unicode 11. */
import headless, { type Terminal } from '@xterm/headless';
import * as unicode11 from '@xterm/addon-unicode11';

type Addon = Pick<typeof unicode11, 'Unicode11Addon'>;

/** Bundled it is a module with names; Node reads the same package as one with a default. */
const { Unicode11Addon } = 'Unicode11Addon' in unicode11 ? unicode11 : (unicode11 as { readonly default: Addon }).default;

export const headlessTerminal = (columns: number, rows: number, scrollbackLines: number): Terminal => {
  const terminal = new headless.Terminal({ cols: columns, rows, scrollback: scrollbackLines, allowProposedApi: true });
  // The addon's types name the terminal of the page; it needs no more than both have.
  terminal.loadAddon(new Unicode11Addon() as never);
  terminal.unicode.activeVersion = '11';
  return terminal;
};
