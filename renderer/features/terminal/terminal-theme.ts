/** The terminal's colours and letters, from the tokens of the app. */
import type { ITheme } from '@xterm/xterm';

const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;
const capital = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

export const themeOf = (element: Element): ITheme => {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  const colours = names.flatMap((name) => [
    [name, token(`--term-${name}`)],
    [`bright${capital(name)}`, token(`--term-bright-${name}`)],
  ]);
  return {
    ...Object.fromEntries(colours),
    background: token('--bg-sunken'),
    foreground: token('--fg'),
    cursor: token('--accent'),
    cursorAccent: token('--bg-sunken'),
    selectionBackground: token('--term-selection'),
    selectionInactiveBackground: token('--term-selection'),
    scrollbarSliderBackground: token('--term-scrollbar'),
    scrollbarSliderHoverBackground: token('--line-strong'),
    scrollbarSliderActiveBackground: token('--line-strong'),
  };
};

export const TERMINAL_FONT_PX = 12.5;
export const terminalFont = (element: Element): string => getComputedStyle(element).getPropertyValue('--font-mono').trim();
