/** The user's settings: read once, kept in memory, stored when they change. */
import { Settings, defaultSettings, type SettingsPatch } from '#contract/settings.ts';
import type { Handlers } from '#main/base/handlers.ts';
import { log } from '#main/base/log.ts';
import { ValueTopic } from '#main/base/topic.ts';
import type { SettingsTable } from '#main/storage/settings-table.ts';

const KEY = 'settings';

/** A stored value that no longer fits a field costs that field, not the rest. */
export const readSettings = (stored: unknown): Settings => {
  const whole = Settings.safeParse(stored ?? {});
  if (whole.success) return whole.data;
  const fields = Object.entries(Settings.shape).flatMap(([key, schema]) => {
    const field = schema.safeParse((stored as Record<string, unknown>)[key]);
    return field.success ? [[key, field.data] as const] : [];
  });
  log.warning('settings.partly-unreadable', { issues: whole.error.issues.map((issue) => issue.path.join('.')) });
  return { ...defaultSettings, ...Object.fromEntries(fields) };
};

export class SettingsStore {
  readonly topic: ValueTopic<Settings>;
  readonly #table: SettingsTable;

  constructor(table: SettingsTable) {
    this.#table = table;
    this.topic = new ValueTopic(readSettings(table.get(KEY)));
  }

  get value(): Settings {
    return this.topic.snapshot();
  }

  /** Fields that are absent stay as they are. Throws AppError `storage`. */
  set(patch: SettingsPatch): Settings {
    const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
    const settings = Settings.parse({ ...this.value, ...given });
    this.#table.put(KEY, settings);
    this.topic.set(settings);
    return settings;
  }
}

export const settingsHandlers = (store: SettingsStore): Pick<Handlers, 'settings' | 'settings.set'> => ({
  settings: () => store.topic,
  'settings.set': (patch) => store.set(patch),
});
