/** Every command with its keys; press a new one to change it. Conflicts are shown, not forbidden. */
import { RotateCcw, TriangleAlert, X } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { useAllCommands } from '#renderer/state/commands.ts';
import { chordText, keyCaps } from '#renderer/state/keymap.ts';
import { isMac } from '#renderer/state/platform.ts';
import { changeSettings, settingsNow, useSettings } from '#renderer/state/settings.ts';
import { parseWhen } from '#renderer/state/when.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { TextField } from '#renderer/ui/field.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { keyGroups, keyRows, withKey, type KeyRow } from './key-table.ts';

const save = (row: KeyRow, key: string | null | undefined, when?: string): void => {
  const what =
    key === undefined
      ? `“${row.command.title}” has its default key again`
      : key === null
        ? `“${row.command.title}” has no key`
        : `“${row.command.title}”: ${keyCaps(key, isMac).join('+')}`;
  void changeSettings({ keys: withKey(settingsNow().keys, row.command, key, when) }, what);
};

/** Waits for one press. Escape gives up, so Escape itself is set in the text field of the clause's row only by hand. */
const Recorder = ({ row, onDone }: { readonly row: KeyRow; readonly onDone: () => void }) => {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') return onDone();
    const text = chordText(event.nativeEvent, isMac);
    if (text === null) return;
    save(row, text, row.when);
    onDone();
  };
  return (
    <input
      autoFocus
      readOnly
      value=""
      placeholder="Press keys…"
      aria-label={`New key for ${row.command.title}; Escape to leave it`}
      onKeyDown={onKeyDown}
      onBlur={onDone}
      className="h-7 w-28 rounded-sm border border-accent bg-bg px-2 text-sm outline-none"
    />
  );
};

const When = ({ row }: { readonly row: KeyRow }) => {
  const [text, setText] = useState(row.when);
  const wrong = parseWhen(text) === null;
  const commit = (): void => {
    if (!wrong && text !== row.when) save(row, row.keys[0] ?? null, text);
  };
  return (
    <TextField
      mono
      hideLabel
      label={`When ${row.command.title} is in force`}
      placeholder="always"
      error={wrong ? 'Write names with &&, ||, ! and brackets.' : null}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
      className="py-0.5"
    />
  );
};

const Row = ({ row }: { readonly row: KeyRow }) => {
  const [recording, setRecording] = useState(false);
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 border-b border-line py-1.5 last:border-b-0 tablet:grid-cols-[minmax(0,1fr)_11rem_auto]">
      <div className="min-w-0">
        <p className="wrap-anywhere">{row.command.title}</p>
        {row.conflicts.length > 0 && (
          <p className="flex items-center gap-1 text-sm text-needs">
            <TriangleAlert size={12} aria-hidden className="shrink-0" /> Also: {row.conflicts.join(', ')}
          </p>
        )}
      </div>
      <div className="max-tablet:hidden">
        {row.own && row.keys.length > 0 ? (
          <When key={row.when} row={row} />
        ) : (
          <code className="text-sm wrap-anywhere text-faint">{row.when}</code>
        )}
      </div>
      <div className="flex min-w-40 items-center justify-end gap-1">
        {recording ? (
          <Recorder row={row} onDone={() => setRecording(false)} />
        ) : (
          <Button
            look="quiet"
            onClick={() => setRecording(true)}
            aria-label={`Change the key of ${row.command.title}${row.keys.length === 0 ? ', none' : `, now ${row.keys.join(' or ')}`}`}
          >
            {row.keys.length === 0 ? (
              <span className="text-faint">none</span>
            ) : (
              row.keys.map((key) => <Kbd key={key} keys={keyCaps(key, isMac)} />)
            )}
          </Button>
        )}
        {row.own && (
          <IconButton
            label={`Default key for ${row.command.title}`}
            icon={<RotateCcw size={13} aria-hidden />}
            onClick={() => save(row, undefined)}
          />
        )}
        {!row.own && row.keys.length > 0 && (
          <IconButton label={`No key for ${row.command.title}`} icon={<X size={13} aria-hidden />} onClick={() => save(row, null)} />
        )}
      </div>
    </li>
  );
};

export const KeySettings = () => {
  const commands = useAllCommands();
  const own = useSettings((settings) => settings.keys);
  const [query, setQuery] = useState('');
  const groups = keyGroups(keyRows(commands, own), query);
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-end gap-2">
        <div className="min-w-50 flex-1">
          <TextField
            label="Find"
            placeholder="A command or a key"
            value={query}
            onChange={(event) => setQuery(event.currentTarget.value)}
          />
        </div>
        {Object.keys(own).length > 0 && (
          <Button onClick={() => void changeSettings({ keys: {} }, 'All keys are the defaults again')}>All defaults</Button>
        )}
      </div>
      <p className="text-sm text-faint">
        Press a key to change it. The middle column says when it is in force: names such as <code>board</code>, <code>thread</code>,{' '}
        <code>triage</code>, <code>card</code>, <code>field</code>, joined by <code>&amp;&amp;</code>, <code>||</code> and <code>!</code>.
      </p>
      {groups.map(({ group, rows }) => (
        <section key={group} aria-label={`Keys: ${group}`}>
          <h2 className="mb-1 text-xs font-semibold tracking-wider text-faint uppercase">{group}</h2>
          <ul>
            {rows.map((row) => (
              <Row key={row.command.id} row={row} />
            ))}
          </ul>
        </section>
      ))}
      {groups.length === 0 && <p className="text-muted">No command or key matches.</p>}
    </div>
  );
};
