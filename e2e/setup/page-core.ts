/** Calls the core from inside the desktop's page, over a port that the page asks for as the app's own code does. */
import type { Page } from '@playwright/test';
import type { CallInput, CallName, CallOutput } from '#contract/contract.ts';
import type { Failure } from '#contract/failure.ts';

type Answer = { readonly result: unknown } | { readonly failure: Failure };

const ask = ({ name, input }: { readonly name: string; readonly input: unknown }): Promise<Answer> =>
  new Promise((resolve) => {
    window.addEventListener('message', function receive(event) {
      const port = event.ports[0];
      if (port === undefined) return;
      window.removeEventListener('message', receive);
      port.addEventListener('message', (answer: MessageEvent<Answer>) => {
        port.close();
        resolve(answer.data);
      });
      port.start();
      port.postMessage({ id: 1, call: name, input });
    });
    window.postMessage({ switchyard: 'ask-port' }, window.location.origin);
  });

export const callFromPage = async <K extends CallName>(page: Page, name: K, input: CallInput<K>): Promise<CallOutput<K>> => {
  const answer = await page.evaluate(ask, { name, input });
  if ('failure' in answer) throw new Error(`${name}: ${answer.failure.message}`);
  return answer.result as CallOutput<K>;
};
