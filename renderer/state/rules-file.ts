/** Rules to a file and back. */
import { call, failureOf } from './core.ts';
import { say, sayFailure } from './notices.ts';

const save = (text: string, name: string): void => {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
};

const count = (rules: number): string => `${rules} ${rules === 1 ? 'rule' : 'rules'}`;

export const exportRules = async (): Promise<void> => {
  try {
    const { text, rules } = await call('rules.export', {});
    save(text, 'switchyard-rules.json');
    say({ text: `${count(rules)} exported`, more: 'Rules of a single task are left out.' });
  } catch (error) {
    sayFailure(failureOf(error), 'The rules were not exported.');
  }
};

export const importRules = async (file: File): Promise<void> => {
  try {
    const { added, known, problems } = await call('rules.import', { text: await file.text() });
    const more = [...(known > 0 ? [`${count(known)} were there already.`] : []), ...problems].join(' ');
    say({ text: `${count(added)} imported`, ...(more === '' ? {} : { more }) });
  } catch (error) {
    sayFailure(failureOf(error), 'The rules were not imported.');
  }
};
