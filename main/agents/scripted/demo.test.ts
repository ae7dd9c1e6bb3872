import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { itemsOf, openRecorded } from '#main/agents/testing/recorded-session.ts';
import { makeRepository } from '#main/agents/testing/temporary-repository.ts';
import { demoRepository } from './demo-repository.ts';
import { demoScripts } from './demo-scripts.ts';
import { createScriptedBackend } from './scripted-backend.ts';

/** The same script without pauses. */
const hurried = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, inner: unknown) =>
      key === 'delayMs' ? 0 : typeof inner === 'string' ? inner.replace(' && sleep 4', '') : inner,
    ),
  );

const backend = createScriptedBackend('scripted', { backend: 'scripted' });
afterAll(() => backend.dispose());

describe.each(demoScripts)('$title', ({ prompt, script, id }) => {
  let repository: Awaited<ReturnType<typeof makeRepository>>;
  beforeAll(async () => {
    repository = await makeRepository(demoRepository);
    return () => repository.dispose();
  });

  test('is found by its prompt and works on the code base of the demo', async () => {
    const place = { cwd: repository.path, environment: { SWITCHYARD_PORT: '0' } };
    const found = await openRecorded(backend, place);
    await found.send(prompt);
    await found.session.close();
    expect(found.events.filter((event) => event.kind === 'turn-ended')).toEqual([{ kind: 'turn-ended', outcome: { kind: 'stopped' } }]);

    const { session, next, events, send } = await openRecorded(backend, place);
    const message = `\`\`\`script\n${JSON.stringify(hurried(script))}\n\`\`\``;
    await send(message);
    if (id === 'demo-health' || id === 'demo-yen') {
      const { request } = await next('request-opened');
      expect(await session.answer(request.key, { decision: id === 'demo-yen' ? 'option-1' : 'allow-once' })).toBe(true);
    }
    let { outcome } = await next('turn-ended');
    if (id === 'demo-overload') {
      expect(outcome).toMatchObject({ kind: 'failed', retryable: true });
      await send(message);
      ({ outcome } = await next('turn-ended'));
    }
    expect(outcome).toEqual({ kind: 'completed' });
    expect(itemsOf(events).filter((item) => item.status !== 'done')).toEqual([]);
  });
});
