/** The sheet of all keys, as they are set now. */
import { useAllCommands } from '#renderer/state/commands.ts';
import { keyCaps } from '#renderer/state/keymap.ts';
import { isMac } from '#renderer/state/platform.ts';
import { navigate } from '#renderer/state/route.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { keyGroups, keyRows, sheetRows } from './key-table.ts';

const caps =
  'inline-flex rounded-[4px] border border-line-strong bg-bg px-1.25 py-0.75 font-mono text-[0.65625rem] leading-none font-medium whitespace-nowrap text-muted';

export const KeysDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const commands = useAllCommands();
  const own = useSettings((settings) => settings.keys);
  const rows = keyRows(commands, own).filter((row) => row.keys.length > 0);
  const change = (): void => {
    onClose();
    navigate({ screen: 'settings', section: 'keys' });
  };
  return (
    <Dialog open onClose={onClose} title="All keys" width="wide" footer={<Button onClick={change}>Change keys</Button>}>
      <div className="columns-1 gap-8 tablet:columns-2">
        {keyGroups(rows, '').map(({ group, rows: found }) => (
          <section key={group} className="mb-4">
            <h3 className="mb-1 break-after-avoid text-xs font-semibold tracking-wider text-faint uppercase">{group}</h3>
            <dl>
              {sheetRows(found).map((row) => (
                <div key={row.id} className="flex break-inside-avoid items-baseline justify-between gap-3 py-0.5">
                  <dt className="min-w-0 text-muted">{row.title}</dt>
                  <dd className="flex shrink-0 gap-1">
                    {row.keys.map((key) => (
                      <kbd key={key} className={caps}>
                        {keyCaps(key, isMac).join('+')}
                      </kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
};
