import { expect, test } from 'vitest';
import { quietFilters, silencedFilters } from './quiet-filters.ts';

const listed = (...entries: readonly (readonly [scope: string, key: string, value: string])[]): string =>
  entries.map(([scope, key, value]) => `${scope}\0${key}\n${value}\0`).join('');

test('filters of the repository are silenced, whatever they are called; those of the user and the known ones are not', () => {
  expect(
    quietFilters(
      listed(
        ['local', 'filter.evil=x.smudge', '/tmp/trap'],
        ['local', 'filter.evil=x.required', 'true'],
        ['global', 'filter.mine.clean', 'my-filter'],
        ['local', 'filter.lfs.process', 'git-lfs filter-process'],
        ['local', 'filter.git-crypt.smudge', '"git-crypt" smudge'],
        ['worktree', 'filter.lfs.smudge', 'git-lfs smudge; /tmp/trap'],
      ),
    ),
  ).toEqual({
    GIT_CONFIG_COUNT: '8',
    ...{
      GIT_CONFIG_KEY_0: 'filter.evil=x.clean',
      GIT_CONFIG_VALUE_0: '',
      GIT_CONFIG_KEY_1: 'filter.evil=x.smudge',
      GIT_CONFIG_VALUE_1: '',
    },
    ...{ GIT_CONFIG_KEY_2: 'filter.evil=x.process', GIT_CONFIG_VALUE_2: '' },
    ...{ GIT_CONFIG_KEY_3: 'filter.evil=x.required', GIT_CONFIG_VALUE_3: 'false' },
    ...{ GIT_CONFIG_KEY_4: 'filter.lfs.clean', GIT_CONFIG_VALUE_4: '', GIT_CONFIG_KEY_5: 'filter.lfs.smudge', GIT_CONFIG_VALUE_5: '' },
    ...{
      GIT_CONFIG_KEY_6: 'filter.lfs.process',
      GIT_CONFIG_VALUE_6: '',
      GIT_CONFIG_KEY_7: 'filter.lfs.required',
      GIT_CONFIG_VALUE_7: 'false',
    },
  });
  expect(quietFilters('')).toEqual({});
  expect(silencedFilters(listed(['local', 'filter.evil=x.smudge', '/tmp/trap'], ['global', 'filter.mine.clean', 'my-filter']))).toEqual([
    'evil=x',
  ]);
});
