/** The user's settings: shown at once when changed, put back when the core refuses. */
import { defaultSettings, type Settings, type SettingsPatch } from '#contract/settings.ts';
import { call, failureOf } from './core.ts';
import { say, sayFailure } from './notices.ts';
import { createTopicStore, latest, watchTopic } from './topic-store.ts';

export const useSettingsStore = createTopicStore<Settings>();
export const watchSettings = (): (() => void) => watchTopic('settings', {}, useSettingsStore, latest<Settings>());

/** Defaults until the core has answered. */
export const settingsNow = (): Settings => useSettingsStore.getState().value ?? defaultSettings;

export function useSettings(): Settings;
export function useSettings<T>(select: (settings: Settings) => T): T;
export function useSettings(select: (settings: Settings) => unknown = (settings) => settings): unknown {
  return useSettingsStore((state) => select(state.value ?? defaultSettings));
}

const write = async (patch: SettingsPatch): Promise<boolean> => {
  const before = settingsNow();
  useSettingsStore.setState({ value: { ...before, ...patch } as Settings });
  try {
    await call('settings.set', patch);
    return true;
  } catch (error) {
    useSettingsStore.setState({ value: before });
    sayFailure(failureOf(error), 'The setting was not saved.');
    return false;
  }
};

/** What puts back what a patch changed. */
export const inverseOf = (patch: SettingsPatch, before: Settings): SettingsPatch =>
  Object.fromEntries(Object.keys(patch).map((key) => [key, before[key as keyof Settings]])) as SettingsPatch;

/** Saves at once. With `what` it says so, with an Undo. */
export const changeSettings = async (patch: SettingsPatch, what?: string): Promise<void> => {
  const undo = inverseOf(patch, settingsNow());
  const saved = await write(patch);
  if (saved && what !== undefined) say({ text: what, action: { label: 'Undo', run: () => void write(undo) } });
};
