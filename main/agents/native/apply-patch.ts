/** apply_patch: changes of files, worked out first and then done as one. */
import { realpathSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { ChangedFile } from '#contract/items.ts';
import { z } from '#contract/zod.ts';
import type { AgentItem } from '#main/agents/agent-backend.ts';
import { hunkBetween, unifiedDiff, withDiff } from '#main/agents/file-diff.ts';
import { done, failed, parseInput, type Desk, type NativeTool, type ToolResult } from './native-tool.ts';
import { parsePatch, PatchProblem, PatchRefused, type FilePatch } from './patch-format.ts';
import { patchText } from './patch-text.ts';
import { toolText } from './tool-texts.ts';
import { partsInside, readInside, writeInside, type FileBefore } from './worktree-files.ts';

export const PatchInput = z.object({ patch: z.string().max(5_000_000) });

interface Planned {
  readonly parts: readonly string[];
  readonly before: FileBefore | null;
  readonly after: FileBefore | null;
}
interface Plan {
  readonly files: readonly Planned[];
  readonly changes: readonly ChangedFile[];
}

const NEW_FILE_MODE = 0o644;
const FILE_MAX_BYTES = 20 * 1024 * 1024;

const textOf = (path: string, { bytes }: FileBefore): string => {
  if (bytes.length > FILE_MAX_BYTES) throw new PatchProblem(`${path} is too large for apply_patch.`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new PatchProblem(`${path} is no text in UTF-8.`);
  }
};

/** What the worktree will be: files as they are, and as the patches before have left them in this plan. */
class Draft {
  readonly #root: string;
  readonly #forbidden: readonly string[];
  readonly #files = new Map<string, Planned>();
  readonly changes: ChangedFile[] = [];

  constructor(root: string, forbidden: readonly string[]) {
    this.#root = root;
    this.#forbidden = forbidden;
  }

  get files(): readonly Planned[] {
    return [...this.#files.values()];
  }

  #at(path: string): { readonly name: string; readonly planned: Planned } {
    const parts = partsInside(this.#root, path);
    const name = parts.join('/');
    const place = join(this.#root, ...parts);
    if (this.#forbidden.some((one) => place === resolve(one) || place.startsWith(resolve(one) + sep)))
      throw new PatchRefused(`${path} cannot be changed: the policy forbids it.`);
    const known = this.#files.get(name);
    if (known !== undefined) return { name, planned: known };
    const before = readInside(this.#root, parts);
    return { name, planned: { parts, before, after: before } };
  }

  #existing(path: string): { readonly name: string; readonly planned: Planned; readonly file: FileBefore } {
    const { name, planned } = this.#at(path);
    if (planned.after === null) throw new PatchProblem(`${path} does not exist.`);
    return { name, planned, file: planned.after };
  }

  #put(name: string, planned: Planned, after: FileBefore | null): void {
    this.#files.set(name, { ...planned, after });
  }

  add({ path, text }: Extract<FilePatch, { kind: 'add' }>): void {
    const { name, planned } = this.#at(path);
    if (planned.after !== null) throw new PatchProblem(`${path} exists already: update it.`);
    this.#put(name, planned, { bytes: Buffer.from(text), mode: NEW_FILE_MODE });
    this.changes.push(withDiff({ path: name, kind: 'add' }, unifiedDiff('add', name, undefined, hunkBetween('', text))));
  }

  remove({ path }: Extract<FilePatch, { kind: 'delete' }>): void {
    const { name, planned, file } = this.#existing(path);
    this.#put(name, planned, null);
    const text = file.bytes.length > FILE_MAX_BYTES || file.bytes.includes(0) ? '' : file.bytes.toString('utf8');
    this.changes.push(withDiff({ path: name, kind: 'delete' }, unifiedDiff('delete', name, undefined, hunkBetween(text, ''))));
  }

  update({ path, to, chunks }: Extract<FilePatch, { kind: 'update' }>): void {
    const { name, planned, file } = this.#existing(path);
    const { text, hunks } = chunks.length === 0 ? { text: null, hunks: '' } : patchText(textOf(path, file), chunks, path);
    const after = { bytes: text === null ? file.bytes : Buffer.from(text), mode: file.mode };
    if (to === null) {
      this.#put(name, planned, after);
      this.changes.push(withDiff({ path: name, kind: 'update' }, unifiedDiff('update', name, undefined, hunks)));
      return;
    }
    const target = this.#at(to);
    if (target.planned.after !== null) throw new PatchProblem(`${to} exists already: nothing is moved over it.`);
    this.#put(name, planned, null);
    this.#put(target.name, target.planned, after);
    const change = { path: target.name, kind: 'move', from: name } as const;
    this.changes.push(withDiff(change, unifiedDiff('move', target.name, name, hunks)));
  }
}

/** Throws PatchProblem. Touches nothing. */
export const planPatch = (root: string, patch: string, forbidden: readonly string[] = []): Plan => {
  const draft = new Draft(root, forbidden);
  for (const file of parsePatch(patch)) {
    if (file.kind === 'add') draft.add(file);
    else if (file.kind === 'delete') draft.remove(file);
    else draft.update(file);
  }
  return { files: draft.files, changes: draft.changes };
};

const same = (a: FileBefore | null, b: FileBefore | null): boolean => (a === null || b === null ? a === b : a.bytes.equals(b.bytes));

/** All or nothing: what was done before a failure is undone. Throws what the file system throws, or PatchProblem. */
export const carryOut = (root: string, files: readonly Planned[]): void => {
  const changed = files.filter(({ before, after }) => !same(before, after));
  const moved = changed.find(({ parts, before }) => !same(readInside(root, parts), before));
  if (moved !== undefined) throw new PatchProblem(`${moved.parts.join('/')} was changed by someone else meanwhile. Read it again.`);
  const finished: Planned[] = [];
  try {
    // What is new comes first, so that a move never leaves a moment without the file.
    for (const file of changed.toSorted((a, b) => Number(a.after === null) - Number(b.after === null))) {
      writeInside(root, file.parts, file.after);
      finished.push(file);
    }
  } catch (error) {
    for (const { parts, before } of finished.toReversed()) writeInside(root, parts, before);
    throw error;
  }
};

const titleOf = (changes: readonly ChangedFile[]): string => {
  const names = changes.map(({ path }) => path);
  return `Change ${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;
};

const letters = { add: 'A', update: 'M', delete: 'D', move: 'R' } as const;

const applyPlan = async (root: string, { files, changes }: Plan, desk: Desk): Promise<ToolResult> => {
  const item: AgentItem = { key: desk.newKey(), kind: 'file-change', changes };
  desk.emit({ kind: 'item-started', item });
  const paths = files.map(({ parts }) => join(root, ...parts));
  const permission = await desk.permit({
    ...{ action: { kind: 'change', paths }, kind: 'file-change', itemKey: item.key },
    ...{ title: titleOf(changes), detail: { changes } },
  });
  if (permission.kind === 'refused') {
    desk.emit({ kind: 'item-ended', item, status: 'declined' });
    return failed(permission.text);
  }
  desk.begin();
  try {
    carryOut(root, files);
  } catch (error) {
    desk.emit({ kind: 'item-ended', item, status: 'failed' });
    const why = error instanceof Error ? error.message : String(error);
    return failed(`Nothing was changed: ${why}`);
  }
  desk.emit({ kind: 'item-ended', item, status: 'done' });
  const lines = changes.map(({ kind, path, from }) => `${letters[kind]} ${from === undefined ? '' : `${from} → `}${path}`);
  return done(`Done:\n${lines.join('\n')}`, paths);
};

/** A patch that cannot be is shown as the call that it was; one that reaches out is told besides. */
const tellProblem = (patch: string, problem: PatchProblem, { emit, newKey }: Desk): ToolResult => {
  const text = `Nothing was changed. ${problem.message}`;
  const item = { key: newKey(), kind: 'tool', server: null, tool: 'apply_patch', input: patch, output: text, exitCode: null } as const;
  emit({ kind: 'item-started', item });
  emit({ kind: 'item-ended', item, status: 'failed' });
  if (problem instanceof PatchRefused) emit({ kind: 'notice', level: 'warning', text: `A change was refused. ${problem.message}` });
  return failed(text);
};

export const patchTool: NativeTool = {
  definition: toolText.apply_patch,
  together: () => false,
  run: async (input, desk) => {
    const parsed = parseInput(PatchInput, input);
    if ('problem' in parsed) return parsed.problem;
    const root = realpathSync(desk.place.cwd);
    try {
      return await applyPlan(
        root,
        planPatch(root, withoutRoot(parsed.value.patch, desk.place.cwd, root), desk.place.sandbox.policy().forbidden),
        desk,
      );
    } catch (error) {
      if (!(error instanceof PatchProblem)) throw error;
      return tellProblem(parsed.value.patch, error, desk);
    }
  },
};

/** The model knows the worktree by the name that it was told, which may be a link. */
const withoutRoot = (patch: string, told: string, root: string): string =>
  relative(told, root) === '' ? patch : patch.replaceAll(`File: ${told}${sep}`, 'File: ').replaceAll(`Move to: ${told}${sep}`, 'Move to: ');
