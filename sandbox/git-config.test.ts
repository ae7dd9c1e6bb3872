import { expect, test } from 'vitest';
import { configValue, dangerousKeys, parseGitConfig } from './git-config.ts';

test('sections, subsections, quotes, comments, lines that go on', () => {
  const text = '[core]\n\tbare = false ; no\n  FSMonitor\n[remote "Origin x"] url = "a # b" # c\n[a]b=one \\\n two\\tthree\n';
  expect(parseGitConfig(text)?.map(({ key, value }) => [key, value])).toEqual([
    ['core.bare', 'false'],
    ['core.fsmonitor', 'true'],
    ['remote.Origin x.url', 'a # b'],
    ['a.b', 'one  two\tthree'],
  ]);
});

test('what git itself writes is harmless', () => {
  const text =
    '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n\tfsmonitor = true\n[remote "origin"]\n\turl = https://x.example/y\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n[branch "main"]\n\tremote = origin\n\tmerge = refs/heads/main\n[user]\n\tname = A\n[gc]\n\tauto = 0\n';
  expect(dangerousKeys(text)).toEqual([]);
});

test.each([
  ['[core]\nfsmonitor = touch x', ['core.fsmonitor']],
  ['[CORE]\nHooksPath = h', ['core.hookspath']],
  [
    '[core]\nsshCommand=x\neditor=y\npager=z\nworktree=/\nattributesFile=a',
    ['core.sshcommand', 'core.editor', 'core.pager', 'core.worktree', 'core.attributesfile'],
  ],
  ['[filter "x"]\nclean = y\nprocess = z', ['filter.x.clean', 'filter.x.process']],
  ['[diff "x"]\ntextconv = y', ['diff.x.textconv']],
  ['[merge "x"]\ndriver = y', ['merge.x.driver']],
  ['[include]\npath = x', ['include.path']],
  ['[includeIf "gitdir:/"]\npath = x', ['includeif.gitdir:/.path']],
  ['[alias]\nstatus = !x', ['alias.status']],
  ['[credential]\nhelper = x', ['credential.helper']],
  ['[gpg "ssh"]\nprogram = x', ['gpg.ssh.program']],
  ['[remote "o"]\nurl = ext::sh', ['remote.o.url']],
  ['[remote "o"]\nuploadpack = x', ['remote.o.uploadpack']],
  ['[submodule "s"]\nupdate = !x', ['submodule.s.update']],
  ['[hook "x"]\ncommand = y', ['hook.x.command']],
  ['[extensions]\nworktreeConfig = true', ['extensions.worktreeconfig']],
  ['[log]\nx-cmd = 1', ['log.x-cmd']],
  ['[core]fsmonitor=a\\\nb', ['core.fsmonitor']],
  ['[core]\nthis is no configuration', ['?']],
  ['fsmonitor = x', ['?']],
])('%s', (text, expected) => expect(dangerousKeys(text)).toEqual(expected));

test('the last value counts', () => {
  expect([
    configValue('[core]\nhookspath=a\n[core]\nhookspath=b', 'core.hookspath'),
    configValue(null, 'core.hookspath'),
    configValue('[', 'x.y'),
  ]).toEqual(['b', null, null]);
});
