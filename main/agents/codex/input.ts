/** A message as codex takes it: text, images, and the skills that the text names as `$name`. */
import type { AgentMessage } from '#main/agents/agent-backend.ts';
import type { Connection } from './connection.ts';
import { fieldsOf, list, text } from '#main/agents/fields.ts';

/** How long codex may take to list skills: without the list the text alone is sent, and codex looks for itself. */
const SKILLS_MS = 2_000;
const NAMED = /(?<![\w$])\$([a-z0-9][\w:.-]*)/gi;

const skillsNamed = async (connection: Connection, cwd: string, said: string): Promise<readonly unknown[]> => {
  const names = new Set([...said.matchAll(NAMED)].flatMap(([, name]) => (name === undefined ? [] : [name.replace(/[.:-]+$/, '')])));
  if (names.size === 0) return [];
  try {
    const found = await connection.request('skills/list', { cwds: [cwd] }, SKILLS_MS);
    const skills = list(found, 'data').flatMap((entry) => list(fieldsOf(entry), 'skills').map(fieldsOf));
    return skills.flatMap((skill) => {
      const name = text(skill, 'name');
      const path = text(skill, 'path');
      return name !== null && path !== null && names.has(name) && skill['enabled'] !== false ? [{ type: 'skill', name, path }] : [];
    });
  } catch {
    return [];
  }
};

/** Never throws. */
export const inputOf = async (connection: Connection, cwd: string, message: AgentMessage): Promise<readonly unknown[]> => [
  ...(message.text === '' ? [] : [{ type: 'text', text: message.text, text_elements: [] }]),
  ...(await skillsNamed(connection, cwd, message.text)),
  ...message.images.map((path) => ({ type: 'localImage', path })),
];
