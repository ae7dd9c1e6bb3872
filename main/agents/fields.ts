/** Narrow reading of JSON that comes from an agent: a field that is not what was expected reads as absent. */

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});
export const inner = (fields: Fields, name: string): Fields => fieldsOf(fields[name]);
export const text = (fields: Fields, name: string): string | null => {
  const value = fields[name];
  return typeof value === 'string' ? value : null;
};
export const number = (fields: Fields, name: string): number | null => {
  const value = fields[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
};
/** A count of tokens or the like: never negative, never broken. */
export const count = (fields: Fields, name: string): number => Math.max(0, Math.round(number(fields, name) ?? 0));
export const list = (fields: Fields, name: string): readonly unknown[] => {
  const value = fields[name];
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
};
/** Those of a list that are objects. */
export const fieldsIn = (fields: Fields, name: string): readonly Fields[] => list(fields, name).filter(isFields);
export const texts = (fields: Fields, name: string): readonly string[] => list(fields, name).filter((value) => typeof value === 'string');

const RAW_MAX_CHARS = 20_000;
/** JSON text of something we show as it came. */
export const rawOf = (value: unknown): string => {
  const whole = JSON.stringify(value) ?? '';
  return whole.length > RAW_MAX_CHARS ? `${whole.slice(0, RAW_MAX_CHARS)}…` : whole;
};
