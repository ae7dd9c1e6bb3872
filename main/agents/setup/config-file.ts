/**
 * `config.json`: read again whenever it changes, written so that nothing of the user's is lost: other entries, fields that we do
 * not know, their order, the indentation, a link to somewhere else.
 */
import { watchFile, unwatchFile } from 'node:fs';
import { chmod, mkdir, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { failure } from '#contract/failure.ts';
import type { Disposable } from '#main/base/disposable.ts';
import { Mailbox } from '#main/base/mailbox.ts';

type Json = Readonly<Record<string, unknown>>;

/** A look at the file costs next to nothing; who edits it by hand waits at most so long. */
const LOOK_EVERY_MS = 1_500;
const ONLY_OWNER = 0o600;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** Null when there is no such file. */
export const readText = async (file: string): Promise<string | null> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
};

const parsed = (text: string | null, file: string): Json => {
  if (text === null || text.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const details = error instanceof Error ? error.message : String(error);
    throw failure('conflict', `${file} is not JSON, so nothing was changed in it.`, 'Correct it by hand first.', { details });
  }
  if (!isObject(value) || !(value['agents'] === undefined || isObject(value['agents']))) {
    throw failure('conflict', `${file} is not as expected, so nothing was changed in it.`, 'Correct “agents” by hand first.');
  }
  return value;
};

const indentOf = (text: string | null): string => /^[{[]\r?\n([ \t]+)"/.exec(text ?? '')?.[1] ?? '  ';

export class ConfigFile implements Disposable {
  readonly path: string;
  readonly #writing = new Mailbox();
  #stop: (() => void) | null = null;

  constructor(path: string) {
    this.path = path;
  }

  read(): Promise<string | null> {
    return readText(this.path);
  }

  /** Changes the entry of one agent; `undefined` takes it away. Throws AppError `conflict` when the file is not JSON. */
  change(agent: string, update: (entry: Json) => Json | undefined): Promise<void> {
    return this.#writing.put(async () => {
      const text = await this.read();
      const whole = parsed(text, this.path);
      const agents = isObject(whole['agents']) ? whole['agents'] : {};
      const old = Object.hasOwn(agents, agent) ? agents[agent] : undefined;
      const entry = update(isObject(old) ? old : {});
      const { [agent]: _, ...others } = agents;
      const next = entry === undefined ? others : { ...agents, [agent]: entry };
      await this.#write(`${JSON.stringify({ ...whole, agents: next }, null, indentOf(text))}\n`);
    });
  }

  /** Calls back when somebody has changed it, ourselves included. */
  watch(onChange: () => void): void {
    const listener = (now: { mtimeMs: number; size: number; ino: number }, before: typeof now): void => {
      if (now.mtimeMs !== before.mtimeMs || now.size !== before.size || now.ino !== before.ino) onChange();
    };
    watchFile(this.path, { persistent: false, interval: LOOK_EVERY_MS }, listener);
    this.#stop = () => unwatchFile(this.path, listener);
  }

  readonly dispose = (): void => this.#stop?.();

  async #write(text: string): Promise<void> {
    // A link that the user made to a file of theirs stays one.
    const target = await realpath(this.path).catch(() => this.path);
    const mode = await stat(target).then(
      (found) => found.mode & 0o777,
      () => ONLY_OWNER,
    );
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    const half = `${target}.half`;
    await writeFile(half, text, { mode });
    await chmod(half, mode);
    await rename(half, target);
  }
}
