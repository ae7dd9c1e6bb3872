/** Says why the core did not start. Where another one runs on the same data folder, its page is one click away. */
import { dialog, shell } from 'electron';
import type { Failure } from '#contract/failure.ts';
import { dataPaths } from '#main/base/paths.ts';
import { readCoreFile } from '#main/rpc/core-file.ts';
import { readToken } from '#main/rpc/token.ts';

export const tellFailure = async (told: Failure, dataFolder: string): Promise<void> => {
  const paths = dataPaths(dataFolder);
  const first = told.kind === 'busy' ? await readCoreFile(paths.core) : null;
  if (first === null) {
    await dialog.showMessageBox({ type: 'error', message: told.message, detail: told.action ?? '', buttons: ['Quit'] });
    return;
  }
  const { response } = await dialog.showMessageBox({
    type: 'info',
    message: 'Switchyard already runs on this data folder.',
    detail: `It is at ${first.address}`,
    buttons: ['Open in the browser', 'Quit'],
    defaultId: 0,
    cancelId: 1,
  });
  const token = await readToken(paths.token);
  if (response === 0) await shell.openExternal(token === null ? first.address : `${first.address}?token=${token}`);
};
