/** The parts of Monaco that showing one file needs; loaded when the first file is opened. */
import * as monaco from 'monaco-editor/editor';
import 'monaco-editor/features/codeEditor/register';
import 'monaco-editor/features/diffEditor/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/folding/register';
import 'monaco-editor/features/gotoLine/register';
import 'monaco-editor/features/codicon/register';
import 'monaco-editor/features/contextmenu/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/languages/definitions/register.all';
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';

(globalThis as unknown as { MonacoEnvironment: { readonly getWorker: () => Worker } }).MonacoEnvironment = {
  getWorker: () => new EditorWorker(),
};

/** A colour of the app as Monaco wants it: six digits after a hash. */
const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Gives the editor the surfaces of the app. */
export const applyTheme = (theme: 'dark' | 'light'): void => {
  const name = `switchyard-${theme}`;
  monaco.editor.defineTheme(name, {
    base: theme === 'dark' ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [],
    colors: {
      'editor.background': token('--bg'),
      'editorGutter.background': token('--bg'),
      'diffEditor.insertedLineBackground': `${token('--add')}22`,
      'diffEditor.removedLineBackground': `${token('--del')}22`,
      'diffEditor.insertedTextBackground': `${token('--add')}33`,
      'diffEditor.removedTextBackground': `${token('--del')}33`,
    },
  });
  monaco.editor.setTheme(name);
};

export { monaco };
