/** What travels between the preload's world in the page and the double's main process. */

export type FromPage =
  | { readonly kind: 'send'; readonly channel: string; readonly args: readonly unknown[] }
  | { readonly kind: 'port-message'; readonly port: string; readonly data: unknown }
  | { readonly kind: 'port-close'; readonly port: string }
  | { readonly kind: 'keys'; readonly keys: string }
  | { readonly kind: 'preload-error'; readonly text: string };

export type ToPage =
  | { readonly kind: 'send'; readonly channel: string; readonly args: readonly unknown[]; readonly ports: readonly string[] }
  | { readonly kind: 'port-message'; readonly port: string; readonly data: unknown }
  | { readonly kind: 'port-close'; readonly port: string };

/** Name of the isolated world that Electron's preload runs in, of the binding out of it and of the function into it. */
export const WORLD = 'Electron Isolated Context';
export const OUT = '__electronOut';
export const IN = '__electronIn';

/**
 * A copy, as structured cloning makes one. The double carries what JSON can; for the rest it throws, as Electron does
 * for what cannot be cloned, so that a message of another kind is noticed here and not lost.
 */
export const cloned = (value: unknown): unknown => {
  if (value === null || value === undefined || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (Array.isArray(value)) return value.map(cloned);
  const prototype: unknown = typeof value === 'object' ? Object.getPrototypeOf(value) : undefined;
  if (prototype !== Object.prototype && prototype !== null)
    throw new Error('An object could not be cloned (the double carries plain data only).');
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, cloned(part)]));
};
