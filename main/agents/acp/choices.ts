/**
 * What can be chosen in a session: model, effort and mode, in whichever of the protocol's three forms (options, modes, the
 * models of before). Pure.
 */
import type { AgentMode, AgentModel } from '#contract/agents.ts';
import type { TurnSettings } from '#main/agents/agent-backend.ts';
import { inner, fieldsIn, text, type Fields } from '#main/agents/fields.ts';
import type { Quirks } from './preset.ts';

interface Value {
  readonly id: string;
  readonly label: string;
  readonly effect: string;
}

/** One thing that can be set. */
export interface Choice {
  readonly current: string;
  readonly values: readonly Value[];
  /** The request that sets it, without session and value. */
  readonly set: (session: string, value: string) => { readonly method: string; readonly params: Fields };
}

export interface Choices {
  readonly model: Choice | null;
  readonly effort: Choice | null;
  readonly mode: Choice | null;
}

export const noChoices: Choices = { model: null, effort: null, mode: null };

const valuesOf = (options: readonly Fields[]): readonly Value[] =>
  options.flatMap((option): readonly Value[] => {
    if (text(option, 'group') !== null) return valuesOf(fieldsIn(option, 'options'));
    const id = text(option, 'value');
    return id === null ? [] : [{ id, label: text(option, 'name') ?? id, effect: text(option, 'description') ?? '' }];
  });

const optionOf = (options: readonly Fields[], category: string, names: readonly string[]): Choice | null => {
  const selects = options.filter((option) => text(option, 'type') === 'select');
  const found =
    selects.find((option) => text(option, 'category') === category) ?? selects.find((option) => names.includes(text(option, 'id') ?? ''));
  const configId = found === undefined ? null : text(found, 'id');
  if (found === undefined || configId === null) return null;
  return {
    current: text(found, 'currentValue') ?? '',
    values: valuesOf(fieldsIn(found, 'options')),
    set: (sessionId, value) => ({ method: 'session/set_config_option', params: { sessionId, configId, value } }),
  };
};

const modesOf = (modes: Fields): Choice | null => {
  const values = fieldsIn(modes, 'availableModes').flatMap((mode) => {
    const id = text(mode, 'id');
    return id === null ? [] : [{ id, label: text(mode, 'name') ?? id, effect: text(mode, 'description') ?? '' }];
  });
  if (values.length === 0) return null;
  const set = (sessionId: string, modeId: string) => ({ method: 'session/set_mode', params: { sessionId, modeId } });
  return { current: text(modes, 'currentModeId') ?? '', values, set };
};

const modelsOf = (models: Fields): Choice | null => {
  const values = fieldsIn(models, 'availableModels').flatMap((model) => {
    const id = text(model, 'modelId');
    return id === null ? [] : [{ id, label: text(model, 'name') ?? id, effect: text(model, 'description') ?? '' }];
  });
  if (values.length === 0) return null;
  const set = (sessionId: string, modelId: string) => ({ method: 'session/set_model', params: { sessionId, modelId } });
  return { current: text(models, 'currentModelId') ?? '', values, set };
};

/** Of the answer to session/new, load or resume, and of updates of options; `before` where it does not speak of one. */
export const choicesOf = (told: Fields, before: Choices = noChoices): Choices => {
  const options = fieldsIn(told, 'configOptions');
  return {
    model: optionOf(options, 'model', ['model']) ?? modelsOf(inner(told, 'models')) ?? before.model,
    effort:
      optionOf(options, 'thought_level', ['effort', 'reasoning_effort', 'thought_level']) ?? (options.length > 0 ? null : before.effort),
    mode: optionOf(options, 'mode', ['mode']) ?? modesOf(inner(told, 'modes')) ?? before.mode,
  };
};

export const withMode = (choices: Choices, mode: string | null): Choices =>
  mode === null || choices.mode === null ? choices : { ...choices, mode: { ...choices.mode, current: mode } };

export const modelsIn = ({ model, effort }: Choices): readonly AgentModel[] =>
  (model?.values ?? []).map(({ id, label }) => ({
    id,
    label,
    // Told of the one that is chosen; the others are asked when they are.
    efforts: (effort?.values ?? []).map((value) => value.id),
    isDefault: id === model?.current,
  }));

export const modesIn = ({ mode }: Choices, { hiddenModes = [] }: Quirks): readonly AgentMode[] => {
  const shown = (mode?.values ?? []).filter(({ id }) => !hiddenModes.includes(id));
  const kindOf = ({ id, label }: Value): AgentMode['kind'] =>
    id === mode?.current ? 'default' : /plan|architect/i.test(`${id} ${label}`) ? 'plan' : 'other';
  return shown.map((value) => ({ id: value.id, label: value.label, effect: value.effect, kind: kindOf(value) }));
};

type Wanted = Pick<TurnSettings, 'model' | 'effort' | 'mode'>;

/** What has to be set next so that it is as wanted; null when it is. `defaults`: as the session began. */
export const nextToSet = (
  session: string,
  now: Choices,
  defaults: Readonly<Record<keyof Choices, string | null>>,
  wanted: Wanted,
): { readonly what: keyof Choices; readonly value: string; readonly method: string; readonly params: Fields } | null => {
  for (const what of ['mode', 'model', 'effort'] as const) {
    const choice = now[what];
    const value = wanted[what] ?? defaults[what];
    if (choice === null || value === null || value === choice.current) continue;
    if (!choice.values.some(({ id }) => id === value)) continue;
    return { what, value, ...choice.set(session, value) };
  }
  return null;
};

export const currentOf = ({ model, effort, mode }: Choices): Record<keyof Choices, string | null> => ({
  model: model?.current ?? null,
  effort: effort?.current ?? null,
  mode: mode?.current ?? null,
});

export const nowSet = (choices: Choices, what: keyof Choices, value: string): Choices => {
  const choice = choices[what];
  return choice === null ? choices : { ...choices, [what]: { ...choice, current: value } };
};
