/**
 * How a terminal is drawn: by WebGL where there is a real graphics card, by the page elsewhere. WebGL in software is slower
 * than no WebGL, and a context that is lost falls back without a word.
 */
import type { Terminal } from '@xterm/xterm';

/** What browsers call drawing in software. */
export const isRealGpu = (renderer: string | null): boolean =>
  renderer !== null && renderer !== '' && !/swiftshader|llvmpipe|softpipe|software|basic render|swrast/i.test(renderer);

let answer: boolean | null = null;

/** Asked once per page: a context costs something. */
const hasRealGpu = (): boolean => {
  if (answer !== null) return answer;
  const context = document.createElement('canvas').getContext('webgl2');
  const info = context?.getExtension('WEBGL_debug_renderer_info') ?? null;
  const name = context !== null && info !== null ? String(context.getParameter(info.UNMASKED_RENDERER_WEBGL)) : null;
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  answer = isRealGpu(name);
  return answer;
};

/** Once a context was lost the page does not ask for another: the card or its driver is in trouble. */
let wasLost = false;

/** After the terminal was opened. */
export const drawFast = async (terminal: Terminal): Promise<void> => {
  if (wasLost || !hasRealGpu()) return;
  const { WebglAddon } = await import('@xterm/addon-webgl');
  try {
    const addon = new WebglAddon();
    addon.onContextLoss(() => {
      wasLost = true;
      addon.dispose();
    });
    terminal.loadAddon(addon);
  } catch {
    // No context to be had: the page draws.
    wasLost = true;
  }
};
