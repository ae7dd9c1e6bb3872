/** The theme in force: the user's choice, or the system's. Kept in this browser too, so that the first paint is right. */
import type { Settings } from '#contract/settings.ts';
import { settingsNow, useSettingsStore } from '#renderer/state/settings.ts';

const STORED_AS = 'switchyard-theme';
export type Theme = 'dark' | 'light';

export const themeOf = (choice: Settings['theme'], systemIsLight: boolean): Theme =>
  choice === 'system' ? (systemIsLight ? 'light' : 'dark') : choice;

export const themeNow = (): Theme => (document.documentElement.dataset['theme'] === 'light' ? 'light' : 'dark');

const show = (theme: Theme): void => {
  document.documentElement.dataset['theme'] = theme;
  const bar = getComputedStyle(document.documentElement).getPropertyValue('--bg-sunken').trim();
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', bar);
};

const remembered = (): Settings['theme'] => {
  const stored = localStorage.getItem(STORED_AS);
  return stored === 'dark' || stored === 'light' ? stored : 'system';
};

export const followTheme = (): void => {
  const light = window.matchMedia('(prefers-color-scheme: light)');
  const apply = (): void => {
    const known = useSettingsStore.getState().value !== null;
    const choice = known ? settingsNow().theme : remembered();
    if (known) localStorage.setItem(STORED_AS, choice);
    show(themeOf(choice, light.matches));
  };
  apply();
  useSettingsStore.subscribe(apply);
  light.addEventListener('change', apply);
};
