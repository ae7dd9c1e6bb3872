/** Look, keys in the composer, notifications. */
import { useState } from 'react';
import type { Settings } from '#contract/settings.ts';
import { isDesktop } from '#renderer/state/platform.ts';
import { changeSettings, useSettings } from '#renderer/state/settings.ts';
import { Button } from '#renderer/ui/button.tsx';
import { SelectField } from '#renderer/ui/field.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import type { ReactNode } from 'react';

const Choice = ({ label, effect, children }: { readonly label: string; readonly effect: string; readonly children: ReactNode }) => (
  <div className="grid gap-1">
    <span className="font-medium">{label}</span>
    {children}
    <p className="text-sm text-faint">{effect}</p>
  </div>
);

const notifyOptions = [
  { value: 'always', label: 'Always' },
  { value: 'unfocused', label: 'When the window is not in front' },
  { value: 'never', label: 'Never' },
] as const;

/** The browser asks once; after a refusal only its own settings help. */
const Permission = () => {
  const [state, setState] = useState(() => ('Notification' in window ? Notification.permission : 'denied'));
  if (isDesktop || state === 'granted') return null;
  const ask = (): void => void Notification.requestPermission().then(setState, () => {});
  return (
    <div className="flex flex-wrap items-center gap-2 rounded-md border border-line px-3 py-2.5">
      <span className="min-w-0 flex-1">
        {state === 'denied'
          ? 'This browser does not let the page notify you. Its settings for this address can change that.'
          : 'The browser has to allow notifications first.'}
      </span>
      {state === 'default' && <Button onClick={ask}>Allow notifications</Button>}
    </div>
  );
};

export const GeneralSettings = () => {
  const settings = useSettings();
  return (
    <div className="grid gap-5">
      <Choice label="Theme" effect="System follows what your computer is set to.">
        <Segmented
          label="Theme"
          value={settings.theme}
          onChange={(theme) => void changeSettings({ theme }, 'Theme changed')}
          options={[
            { value: 'system', label: 'System' },
            { value: 'dark', label: 'Dark' },
            { value: 'light', label: 'Light' },
          ]}
        />
      </Choice>
      <Choice label="Enter while a turn runs" effect="Ctrl or Cmd with Enter does the other one.">
        <Segmented
          label="Enter while a turn runs"
          value={settings.enterWhileRunning}
          onChange={(enterWhileRunning) => void changeSettings({ enterWhileRunning }, 'Enter changed')}
          options={[
            { value: 'queue', label: 'Queues the message' },
            { value: 'steer', label: 'Steers at once' },
          ]}
        />
      </Choice>
      <Choice label="Changes" effect="How a diff is laid out at first.">
        <Segmented
          label="Layout of changes"
          value={settings.diffLayout}
          onChange={(diffLayout) => void changeSettings({ diffLayout }, 'Layout changed')}
          options={[
            { value: 'unified', label: 'Unified' },
            { value: 'split', label: 'Split' },
          ]}
        />
      </Choice>
      <Choice label="Terminals" effect="What is selected in a terminal goes to the clipboard without a key.">
        <Segmented
          label="Copying in terminals"
          value={settings.terminalCopyOnSelect ? 'select' : 'key'}
          onChange={(how) => void changeSettings({ terminalCopyOnSelect: how === 'select' }, 'Copying changed')}
          options={[
            { value: 'key', label: 'Copy by key' },
            { value: 'select', label: 'Copy what is selected' },
          ]}
        />
      </Choice>
      <SelectField
        label="Notify when a thread needs you"
        hint="An approval, a question, or a thread that stopped."
        options={notifyOptions}
        value={settings.notifyNeedsYou}
        onChange={(value) => void changeSettings({ notifyNeedsYou: value as Settings['notifyNeedsYou'] }, 'Notifications changed')}
      />
      <SelectField
        label="Notify when a thread is done"
        hint="Its work is ready to review."
        options={notifyOptions}
        value={settings.notifyDone}
        onChange={(value) => void changeSettings({ notifyDone: value as Settings['notifyDone'] }, 'Notifications changed')}
      />
      <Permission />
    </div>
  );
};
