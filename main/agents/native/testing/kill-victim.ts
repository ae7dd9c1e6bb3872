/**
 * A native agent in a process of its own that kills itself at a point of its journal. Arguments: worktree, journal file, policy,
 * number of the entry (0: live), `before` or `after` it is written. Prints the outcome and the kinds of
 * entries of this run.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createNativeBackend } from '#main/agents/native/native-backend.ts';
import type { JournalEntry } from '#main/agents/native/conversation.ts';
import type { JournalStore } from '#main/agents/native/native-means.ts';
import { meansFor } from '#main/agents/testing/native-subject.ts';
import { openRecorded } from '#main/agents/testing/recorded-session.ts';
import { PolicyName } from '#contract/policy.ts';
import { openPtyHost } from '#main/pty/start-pty-host.ts';
import { carefulModel } from './careful-model.ts';

const [cwd = '', file = '', policy = '', at = '0', when = 'after'] = process.argv.slice(2);
const die = (): void => void process.kill(process.pid, 'SIGKILL');

interface Line {
  readonly conversation: string;
  readonly entry: string;
}
const lines = (): readonly Line[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Line)
    : [];

const kinds: string[] = [];
const journal: JournalStore = {
  append: (conversation, entry) => {
    kinds.push((JSON.parse(entry) as JournalEntry).kind);
    if (kinds.length === Number(at) && when === 'before') die();
    appendFileSync(file, `${JSON.stringify({ conversation, entry })}\n`);
    if (kinds.length === Number(at)) die();
  },
  read: (conversation) => lines().flatMap((line) => (line.conversation === conversation ? [line.entry] : [])),
};

const known = lines()[0]?.conversation;
const ptys = openPtyHost();
const backend = createNativeBackend('native', { backend: 'native' }, meansFor(carefulModel, { journal, ptys }));
const resume = known === undefined ? null : { nativeId: known };
const { turn } = await openRecorded(backend, { cwd, environment: {} }, { settings: { policy: PolicyName.parse(policy) }, resume });
const { outcome } = await turn(known === undefined ? 'Do your work.' : 'You were cut off. Go on.');
await backend.dispose();
await ptys.dispose();
// The network of the sandbox would keep it going.
process.stdout.write(JSON.stringify({ outcome, kinds }), () => process.exit());
