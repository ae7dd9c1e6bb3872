/**
 * The user's keys: one file in the data folder that only the user can read, each key in it encrypted with the system's
 * keychain where there is one. Never in the database, a log, an export, or on the way to the page.
 */
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { failure } from '#contract/failure.ts';
import type { ProviderKey } from '#contract/models.ts';
import { z } from '#contract/zod.ts';
import type { SecretProtection } from '#main/base/host.ts';
import { log } from '#main/base/log.ts';

const StoredKey = z.object({ by: z.enum(['keychain', 'file']), value: z.string(), last: z.string().max(4) });
const StoredKeys = z.record(z.string(), StoredKey);
type StoredKeys = z.infer<typeof StoredKeys>;

const ONLY_OWNER = 0o600;
/** Of a shorter key its end would tell too much. */
const SHOWN_FROM_CHARS = 16;

const variables: Readonly<Record<string, readonly string[]>> = {
  openai: ['OPENAI_API_KEY'],
  anthropic: ['ANTHROPIC_API_KEY'],
  google: ['GEMINI_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
};

/** Names of the variables of the environment that a provider's key is looked for in: `my-box` has `MY_BOX_API_KEY`. */
export const variablesOf = (provider: string): readonly string[] =>
  variables[provider] ?? [`${provider.toUpperCase().replaceAll('-', '_')}_API_KEY`];

const lastOf = (key: string): string => (key.length < SHOWN_FROM_CHARS ? '' : key.slice(-4));

export interface KeyStoreOptions {
  readonly file: string;
  /** Null where the system has no keychain. */
  readonly protection: () => SecretProtection | null;
  readonly environment: NodeJS.ProcessEnv;
}

export class KeyStore {
  readonly #options: KeyStoreOptions;
  #keys: StoredKeys;

  constructor(options: KeyStoreOptions) {
    this.#options = options;
    this.#keys = this.#read();
  }

  /** Where a key that is set now would be kept. */
  get place(): 'keychain' | 'file' {
    return this.#options.protection() === null ? 'file' : 'keychain';
  }

  stateOf(provider: string): ProviderKey {
    const stored = this.#stored(provider);
    if (stored !== undefined) return { kind: 'set', by: stored.by, last: stored.last, variable: null };
    const found = this.#inEnvironment(provider);
    return found === null ? { kind: 'none' } : { kind: 'set', by: 'environment', last: lastOf(found.key), variable: found.variable };
  }

  /** Null when there is none. Throws AppError `denied` when the keychain does not give it out. */
  get(provider: string): string | null {
    return this.secret(provider) ?? this.#inEnvironment(provider)?.key ?? null;
  }

  /** Whether something is kept under this name. */
  has(name: string): boolean {
    return this.#stored(name) !== undefined;
  }

  /** What is kept under this name, of whatever kind. Throws AppError `denied` as `get`. */
  secret(name: string): string | null {
    const stored = this.#stored(name);
    if (stored === undefined) return null;
    if (stored.by === 'file') return stored.value;
    const protection = this.#options.protection();
    if (protection === null)
      throw failure('denied', 'The key is kept in the keychain of the desktop app.', 'Use the desktop app, or set the key again here.');
    try {
      return protection.unprotect(stored.value);
    } catch {
      throw failure('denied', 'The system’s keychain does not give out the key.', 'Unlock the keychain, or set the key again.');
    }
  }

  set(provider: string, key: string): void {
    const protection = this.#options.protection();
    const value = protection === null ? key : protection.protect(key);
    this.#write({ ...this.#keys, [provider]: { by: protection === null ? 'file' : 'keychain', value, last: lastOf(key) } });
  }

  clear(provider: string): void {
    if (this.#stored(provider) === undefined) return;
    this.#write(Object.fromEntries(Object.entries(this.#keys).filter(([id]) => id !== provider)));
  }

  #stored(provider: string): StoredKeys[string] | undefined {
    return Object.hasOwn(this.#keys, provider) ? this.#keys[provider] : undefined;
  }

  #inEnvironment(provider: string): { readonly key: string; readonly variable: string } | null {
    for (const variable of variablesOf(provider)) {
      const key = this.#options.environment[variable]?.trim();
      if (key !== undefined && key !== '') return { key, variable };
    }
    return null;
  }

  #read(): StoredKeys {
    try {
      const keys = StoredKeys.safeParse(JSON.parse(readFileSync(this.#options.file, 'utf8')));
      if (keys.success) return keys.data;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    }
    // Its content is secret: nothing of it goes into the log.
    log.warning('keys.unreadable', { file: this.#options.file });
    return {};
  }

  #write(keys: StoredKeys): void {
    const { file } = this.#options;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const half = `${file}.half`;
    writeFileSync(half, JSON.stringify(keys), { mode: ONLY_OWNER });
    // The mode above counts only for a new file.
    chmodSync(half, ONLY_OWNER);
    renameSync(half, file);
    this.#keys = keys;
  }
}
