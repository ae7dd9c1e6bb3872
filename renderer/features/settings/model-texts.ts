/** Sentences and figures of the page of models. Pure. */
import type { FigureSource, ModelEntry, ModelPrice, ModelTest, ModelsView, ProviderKey } from '#contract/models.ts';
import { count, dollars, tokens } from '#renderer/ui/units.ts';

export const keyText = (key: ProviderKey): string => {
  if (key.kind === 'none') return 'No key';
  const end = key.last === '' ? '' : `, ends in ${key.last}`;
  switch (key.by) {
    case 'keychain':
      return `Key in the system’s keychain${end}`;
    case 'file':
      return `Key in a file that only you can read${end}`;
    case 'environment':
      return `Key from the variable ${key.variable ?? ''}${end}`;
  }
};

export const keepText: Readonly<Record<ModelsView['keysIn'], string>> = {
  keychain: 'Kept in the system’s keychain. It is never shown again, logged or exported.',
  file: 'This computer offers no keychain here, so it is kept in a file in the data folder that only you can read. It is never shown again, logged or exported.',
};

export const sourceText: Readonly<Record<FigureSource, string>> = {
  user: 'yours',
  provider: 'from the provider',
  table: 'from the app’s table',
};

/** `$1.25 in · $0.13 cached · $10.00 out`, per million tokens. */
export const priceText = ({ input, cached, output }: ModelPrice): string =>
  [`${dollars(input)} in`, ...(cached === null ? [] : [`${dollars(cached)} cached`]), `${dollars(output)} out`].join(' · ');

export const modelFigures = ({ contextWindow, price }: ModelEntry): string =>
  [
    contextWindow === null ? 'context not known' : `${tokens(contextWindow.tokens)} tokens`,
    price === null ? 'price not known' : `${priceText(price.price)} per million`,
  ].join(' · ');

const small = new Intl.NumberFormat(undefined, {
  style: 'currency',
  currency: 'USD',
  currencyDisplay: 'narrowSymbol',
  maximumFractionDigits: 6,
});

export const testText = ({ model, milliseconds, tokens: used, costUsd }: ModelTest): string =>
  `${model} answered in ${(milliseconds / 1000).toFixed(1)} s, for ${count(used)} tokens${costUsd === null ? '' : ` (${small.format(costUsd)})`}.`;

export interface Preset {
  readonly label: string;
  readonly address: string;
  readonly hint: string;
}

export const presets: readonly Preset[] = [
  { label: 'Ollama', address: 'http://127.0.0.1:11434/v1', hint: 'Runs on this computer; needs no key.' },
  { label: 'LM Studio', address: 'http://127.0.0.1:1234/v1', hint: 'Start its server first; needs no key.' },
  { label: 'vLLM', address: 'http://127.0.0.1:8000/v1', hint: 'Needs a key only when it was started with one.' },
  { label: 'OpenRouter', address: 'https://openrouter.ai/api/v1', hint: 'Many providers under one key.' },
];

/** A figure as it is typed: empty is null; `wrong` when it is none. */
export const readFigure = (text: string, whole: boolean): number | null | 'wrong' => {
  const trimmed = text.trim().replaceAll(/[\s_,](?=\d{3}\b)/g, '');
  if (trimmed === '') return null;
  const value = Number(trimmed);
  return Number.isFinite(value) && value >= 0 && (!whole || (Number.isInteger(value) && value > 0)) ? value : 'wrong';
};
