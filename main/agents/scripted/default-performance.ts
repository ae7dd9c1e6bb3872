/** What the scripted agent does with a message that carries no script: a short, honest performance with one real change. */
import { Script, type ScriptStepText } from './script.ts';

const NOTES = 'scripted-agent.md';
const QUOTED_CHARS = 300;

const quoted = (message: string): string => {
  const text = message.trim();
  return (text.length > QUOTED_CHARS ? `${text.slice(0, QUOTED_CHARS)}…` : text).replaceAll('\n', '\n> ').replaceAll('{{', '{ {');
};

export const defaultPerformance = (message: string, turn: number, earlierNotes: string | null): Script => {
  const entry = `## Message ${turn}\n\n> ${quoted(message)}\n`;
  const content = earlierNotes === null ? `# What the scripted agent was asked\n\n${entry}` : `${earlierNotes.trimEnd()}\n\n${entry}`;
  const steps: ScriptStepText[] = [
    { do: 'think', text: 'There is no script in this message, so I give my short performance.', delayMs: 12 },
    {
      do: 'say',
      text: `I am the scripted agent: I think nothing, I play what a script says. Without one I look around and write down what you asked in \`${NOTES}\`.`,
      delayMs: 12,
    },
    { do: 'run', command: process.platform === 'win32' ? 'dir /b' : 'ls' },
    { do: 'change', files: [{ path: NOTES, content }] },
    { do: 'say', text: `Done: \`${NOTES}\` has one more entry. Choose another agent for real work.`, delayMs: 12 },
  ];
  return Script.parse({ steps });
};

export const defaultNotesFile = NOTES;
