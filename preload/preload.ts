/**
 * Stands between the desktop host and its own page. It hands the page one port, over which all else is said, and
 * passes on the few window messages of contract/desktop.ts. It knows no method and keeps no state.
 */
import { contextBridge, ipcRenderer } from 'electron';
import { DESKTOP_GLOBAL, PORT_CHANNEL, type AskPort, type DesktopGlobal, type DesktopMessage } from '#contract/desktop.ts';

const global: DesktopGlobal = { platform: process.platform as DesktopGlobal['platform'] };
contextBridge.exposeInMainWorld(DESKTOP_GLOBAL, global);

window.addEventListener('message', (event) => {
  if (event.source !== window || (event.data as Partial<AskPort> | null)?.switchyard !== 'ask-port') return;
  ipcRenderer.send(PORT_CHANNEL);
});

ipcRenderer.on(PORT_CHANNEL, (event, message: DesktopMessage) => {
  window.postMessage(message, window.location.origin, [...event.ports]);
});
