import { expect, test } from 'vitest';
import { limitText, listText, withLimit, withList } from './policy-fields.ts';

test('a list is written line by line; an empty one is not there at all', () => {
  expect(withList({ writable: ['/x'] }, 'allowedHosts', ' a.example \n\nb.example:443\na.example')).toEqual({
    details: { writable: ['/x'], allowedHosts: ['a.example', 'b.example:443'] },
  });
  expect(withList({ allowedHosts: ['a.example'] }, 'allowedHosts', ' \n')).toEqual({ details: {} });
  expect(listText({ allowedHosts: ['a.example', 'b'] }, 'allowedHosts')).toBe('a.example\nb');
});

test('what is no host or no name of a variable is said so', () => {
  expect(withList({}, 'allowedHosts', 'fine.example\nhttps://x.example')).toEqual({
    wrong: '“https://x.example” is no host; write HOST, HOST:PORT or *.HOST',
  });
  expect(withList({}, 'variables', 'A B')).toEqual({ wrong: '“A B” is no name of a variable' });
});

test('a limit is a whole number, or none', () => {
  expect(withLimit({}, 'processes', '50')).toEqual({ details: { limits: { processes: 50 } } });
  expect(withLimit({ limits: { processes: 50, seconds: 9 } }, 'processes', '')).toEqual({ details: { limits: { seconds: 9 } } });
  expect(withLimit({ limits: { processes: 50 } }, 'processes', ' ')).toEqual({ details: {} });
  expect(withLimit({}, 'seconds', '-1')).toHaveProperty('wrong');
  expect(limitText({ limits: { seconds: 9 } }, 'seconds')).toBe('9');
});
