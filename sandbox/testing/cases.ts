/** What is tried: attacks that must be held and work that must go on. Data; `run-cases.ts` runs it. */
import type { PolicyName } from '#sandbox/policy.ts';
import type { Ground } from './ground.ts';

export interface World extends Ground {
  /** Port of a listener on the host's loopback. */
  readonly port: number;
  readonly hostPid: number;
}

export interface Case {
  readonly id: string;
  readonly policy?: PolicyName;
  /** Where it runs; the worktree when it is not given. */
  readonly cwd?: (world: World) => string;
  /** Options as on the command line. */
  readonly options?: (world: World) => readonly string[];
  /** Shell lines, each a command of its own in the same place. */
  readonly run: (world: World) => readonly string[];
  /** Git commands of the user on the host afterwards: folder and arguments. */
  readonly afterwards?: (world: World) => readonly (readonly [folder: string, ...args: string[]])[];
  readonly code?: number;
  /** Must be in the output. */
  readonly says?: RegExp;
  /** Must not be in the output. */
  readonly hides?: RegExp;
  /** Must be in the notes. */
  readonly notes?: RegExp;
}

/** Nothing outside may change, the host must not run anything planted, and nothing may be said that `hides` names. */
export const attacks: readonly Case[] = [
  { id: 'write outside', run: (w) => [`echo x > ${w.outside}/victim; rm -rf ${w.outside}; truncate -s 0 ${w.outside}/victim; true`] },
  {
    id: 'write in the home',
    run: (w) => [`echo x >> ${w.home}/.gitconfig; mkdir -p ${w.home}/.config/autostart; echo x > ${w.home}/.bashrc; true`],
  },
  { id: 'write in the main checkout', run: (w) => [`echo x >> ${w.main}/README.md; echo x > ${w.main}/new; true`] },
  { id: 'write in the other worktree', run: (w) => [`echo x >> ${w.sibling}/README.md; touch ${w.common}/worktrees/b/index.lock; true`] },
  { id: 'move the worktree away', run: (w) => [`cd ..; mv ${w.work} ${w.work}2; rm -rf ${w.work}/.git; true`] },
  { id: 'write through a link', run: (w) => [`ln -s ${w.outside} d; echo x > d/victim; ln ${w.outside}/victim h; echo x > h; true`] },
  { id: 'write under read-only', policy: 'read-only', run: () => ['echo x > new; rm README.md; git commit -q --allow-empty -m x; true'] },
  {
    id: 'links where the next start would mount',
    run: (w) => [
      `for n in .vscode .claude .idea .cursor .envrc; do rm -rf $n; ln -s /oldroot${w.outside}/planted $n; ln -s ${w.outside}/planted $n; done; true`,
      'true',
    ],
  },
  {
    id: 'settings of other tools',
    run: () => [
      'echo x > .vscode/tasks.json; mv .claude c; rm -rf .mcp.json; echo "gitdir: /x" > .git; mv .git g; grep -c . .vscode/tasks.json .mcp.json',
    ],
    says: /tasks\.json:1\n\.mcp\.json:1/,
  },
  {
    id: 'read secrets',
    run: (w) => [
      `cat ${w.home}/.ssh/id_test ${w.home}/alias/id_test ${w.home}/.netrc ${w.home}/.npmrc ${w.home}/.config/app/token; grep -rs the-secret ${w.home}; true`,
    ],
    hides: /the-secret/,
  },
  {
    id: 'read what is denied',
    options: (w) => ['--deny-read', `${w.work}/src`, '--deny-read', `${w.work}/README.md`],
    run: () => ['cat src/a.js README.md; git diff --no-index /dev/null src/a.js; true'],
    hides: /^(a|one)$|\+a/m,
  },
  { id: 'environment', run: () => ['env; cat /proc/*/environ | tr "\\0" "\\n"'], hides: /the-secret|SECRET_TOKEN/ },
  {
    id: 'other processes',
    run: (w) => [
      `kill -9 ${w.hostPid}; ls /proc | grep -x ${w.hostPid} && cat /proc/${w.hostPid}/cmdline; ls /proc | grep -c '^[0-9]'; true`,
    ],
    hides: /sleeping-beauty/,
  },
  {
    id: 'network',
    run: (w) => [`(echo reached > /dev/tcp/127.0.0.1/${w.port}) && echo reached; (echo > /dev/tcp/1.1.1.1/80) && echo reached; true`],
    hides: /^reached/m,
  },
  {
    id: 'hosts that are not listed',
    options: (w) => ['--allow-net', `127.0.0.1:${w.port}`],
    run: (w) => [
      `exec 3<>/dev/tcp/127.0.0.1/39128; printf 'CONNECT 127.0.0.1:${w.port + 1} HTTP/1.1\\r\\n\\r\\n' >&3; cat <&3; (echo > /dev/tcp/127.0.0.1/${w.port + 1}) && echo direct; true`,
    ],
    hides: /200 Conn|direct/,
    says: /403 Forbidden/,
    notes: /--allow-net 127\.0\.0\.1:\d+/,
  },
  {
    id: 'names that lead inside',
    options: () => ['--allow-net', '*.localhost', '--allow-net', 'ip6-localhost'],
    run: (w) => [
      `for h in x.localhost ip6-localhost; do exec 3<>/dev/tcp/127.0.0.1/39128; printf "GET http://$h:${w.port}/ HTTP/1.1\\r\\n\\r\\n" >&3; cat <&3; done; true`,
    ],
    hides: /hello/,
    says: /50[02]|403/,
  },
  {
    id: 'kernel settings',
    run: () => [
      'echo x > /proc/sys/kernel/hostname && echo written; cat /proc/sys/kernel/core_pattern > /proc/sys/kernel/core_pattern && echo written; echo b > /proc/sysrq-trigger && echo written; true',
    ],
    hides: /written/,
  },
  {
    id: 'namespaces and mounts',
    run: () => [
      'unshare -U true && echo made; unshare -r -m true && echo made; mount -t tmpfs x /tmp && echo made; umount -l /run && echo made; chroot / true && echo made; true',
    ],
    hides: /made/,
  },
  {
    id: 'capabilities',
    run: () => ['grep -E "^Cap(Eff|Prm|Bnd|Amb|Inh)|NoNewPrivs|^Seccomp:" /proc/self/status'],
    says: /CapInh:\t0+\nCapPrm:\t0+\nCapEff:\t0+\nCapBnd:\t0+\nCapAmb:\t0+\nNoNewPrivs:\t1\nSeccomp:\t2/,
  },
  {
    id: 'devices',
    run: () => ['ls /dev; mknod disk b 8 0 && head -c1 disk && echo read; true'],
    hides: /sda|vda|nvme|kmsg|\bmem\b|^read/m,
  },
  {
    id: 'too many processes',
    options: () => ['--max-pids', '60'],
    run: () => ['n=0; while [ $n -lt 200 ] && sleep 2 & do n=$((n+1)); done 2>/dev/null; echo started $n; true'],
    hides: /started 200/,
    code: 254,
  },
  {
    id: 'too big a file',
    options: () => ['--max-file', '4'],
    run: () => ['head -c 9000000 /dev/zero > big; wc -c < big'],
    says: /^4194304$/m,
  },
  {
    id: 'too much time',
    options: () => ['--timeout', '0.5'],
    run: () => ['trap "" TERM INT HUP; sleep 20; sleep 20'],
    code: 124,
    notes: /--timeout/,
  },
  {
    id: 'daemons',
    run: (w) => [`setsid nohup sh -c 'sleep 0.4; touch ${w.work}/late' >/dev/null 2>&1 & true`, 'sleep 0.8; ls'],
    hides: /late/,
  },
];

const planted = (w: World): string => `touch ${w.outside}/planted; false`;

/** Traps laid for the user's next git command. */
export const traps: readonly Case[] = [
  {
    id: 'configuration and hooks',
    run: (w) => [
      `git config core.fsmonitor '${planted(w)}'; echo x > ${w.common}/hooks/post-commit; echo ${w.work} > ${w.admin}/commondir; printf '[core]\\n\\tfsmonitor = ${planted(w)}\\n' > ${w.admin}/config.worktree; true`,
    ],
    afterwards: (w) => [
      [w.work, 'status'],
      [w.main, 'status'],
    ],
  },
  {
    id: 'links in the admin folder',
    run: (w) => [`cd ${w.admin}; for n in COMMIT_EDITMSG logs/HEAD index ORIG_HEAD; do rm -f $n; ln -s ${w.outside}/victim $n; done; true`],
    afterwards: (w) => [
      [w.work, 'status'],
      [w.work, 'commit', '-q', '--allow-empty', '-m', 'x'],
    ],
    notes: /Links/,
  },
  {
    id: 'links among the branches',
    run: (w) => [
      `cd ${w.common}/refs/heads/tasks/a 2>/dev/null || cd /run/switchyard/git/refs/heads/tasks/a; rm -f work; ln -s ${w.outside}/victim work; true`,
    ],
    afterwards: (w) => [[w.work, 'commit', '-q', '--allow-empty', '-m', 'x']],
  },
  {
    id: 'gitlink',
    run: (w) => [
      `git init -q sub; git -C sub commit -q --allow-empty -m x; git add sub; git -C sub config core.fsmonitor '${planted(w)}'; touch sub/z; true`,
    ],
    afterwards: (w) => [[w.work, 'status']],
    notes: /core\.fsmonitor/,
  },
  {
    id: 'known nested repository',
    run: (w) => [
      `cd vendor/nested; git config core.fsmonitor '${planted(w)}'; printf '#!/bin/sh\\n${planted(w)}\\n' > .git/hooks/post-commit; chmod +x .git/hooks/*; true`,
    ],
    afterwards: (w) => [[`${w.work}/vendor/nested`, 'commit', '-q', '--allow-empty', '-m', 'x']],
  },
  {
    id: 'known nested repository, swapped',
    run: (w) => [
      `cp -r vendor v; git -C v/nested config core.sshCommand '${planted(w)}'; git -C v/nested config core.fsmonitor '${planted(w)}'; rm -rf vendor`,
      'mv v vendor',
    ],
    afterwards: (w) => [[`${w.work}/vendor/nested`, 'status']],
  },
  {
    id: 'gitlinks deep down and among packages',
    run: (w) => [
      `for d in a/b/c/d/e/f/g/h/i node_modules/p; do git init -q $d; git -C $d commit -q --allow-empty -m x; git add -f $d; git -C $d config core.fsmonitor '${planted(w)}'; touch $d/z; done; git update-index --index-version 4; true`,
    ],
    afterwards: (w) => [
      [w.work, 'status'],
      [`${w.work}/a/b/c/d/e/f/g/h/i`, 'status'],
    ],
    notes: /core\.fsmonitor/,
  },
  {
    id: 'pointers to where the user would not look',
    run: (w) => [
      `for d in ${w.admin}/evil /tmp/evil; do git init -q --bare $d; git config -f $d/config core.bare false; git config -f $d/config core.fsmonitor '${planted(w)}'; done; mkdir p q r s; echo "gitdir: ${w.admin}/evil" > p/.git; echo "gitdir: ${w.privateFolder}/tmp/evil" > q/.git; ln -s ${w.privateFolder}/tmp/evil r/.git; git config -f ${w.common}/config core.fsmonitor '${planted(w)}'; echo "gitdir: ${w.admin}/switchyard/common" > s/.git`,
    ],
    afterwards: (w) => ['p', 'q', 'r', 's'].map((name) => [`${w.work}/${name}`, 'status'] as const),
    notes: /leads to a repository elsewhere/,
  },
  {
    id: 'hooks that are links',
    run: (w) => [
      `git init -q n; rm -f n/.git/hooks/*; ln -s ${w.outside}/victim n/.git/hooks/post-commit; git init -q m; rm m/.git/config; ln -s ${w.outside}/victim m/.git/config; ln -s ${w.outside}/victim m/.git/config.worktree`,
    ],
    notes: /it is a hook/,
  },
  {
    id: 'gitlinks behind a link',
    run: (w) => [
      `git init -q x/n; git -C x/n commit -q --allow-empty -m x; git add x/n; rm -rf x; ln -s ${w.outside} x; git init -q y; git -C y config core.fsmonitor x; true`,
    ],
  },
  {
    id: 'folder that looks bare',
    run: (w) => [
      `git init -q --bare x; git -C x config core.fsmonitor '${planted(w)}'; git -C x config core.bare false; git -C x config core.worktree ${w.work}; true`,
    ],
    afterwards: (w) => [[`${w.work}/x`, 'status']],
  },
  {
    id: 'pointer to a prepared folder',
    run: (w) => [`git init -q --separate-git-dir=$PWD/store y; git -C y config core.fsmonitor '${planted(w)}'; true`],
    afterwards: (w) => [[`${w.work}/y`, 'status']],
  },
  {
    id: 'hooks inside the worktree',
    run: (w) => [`printf '#!/bin/sh\\n${planted(w)}\\n' > .husky/_/post-commit; chmod +x .husky/_/post-commit; true`],
    afterwards: (w) => [[w.work, 'commit', '-q', '--allow-empty', '-m', 'x']],
    notes: /were undone/,
  },
  {
    id: 'hooks behind a link',
    run: (w) => [`rm -rf .husky; mkdir -p ${w.outside}/_; ln -s ${w.outside} .husky; true`],
    notes: /were undone/,
  },
  {
    id: 'other branches',
    run: (w) => [
      `git update-ref refs/heads/main HEAD~1; git branch -f tasks/b/work HEAD~1; echo x > ${w.common}/packed-refs; git update-ref refs/heads/new HEAD; git replace -f HEAD HEAD~1; true`,
    ],
    afterwards: (w) => [[w.main, 'log']],
  },
  {
    id: 'a branch of another thread',
    run: () => ['git symbolic-ref HEAD refs/heads/tasks/b/work', 'git commit -q --allow-empty -m x; true'],
  },
  {
    id: 'objects destroyed',
    run: (w) => [`rm -rf ${w.common}/objects/*; find ${w.common} -type f -delete; find /run/switchyard -type f -delete; true`],
    afterwards: (w) => [[w.main, 'rev-list', '--objects', 'main']],
  },
  {
    id: 'objects forged',
    run: (w) => [
      `cd ${w.common}/objects; f=$(cd /run/switchyard/git/objects; ls -d ??/* | head -1); mkdir -p \${f%/*}; echo forged > $f; mkdir -p aa; echo forged > aa/${'b'.repeat(38)}; true`,
    ],
    afterwards: (w) => [[w.main, 'fsck', '--strict']],
    notes: /thrown away/,
  },
  {
    id: 'plain checkout',
    cwd: (w) => w.main,
    run: (w) => [
      `git config core.fsmonitor '${planted(w)}'; echo x > .git/commondir; printf '[core]\\n' > .git/config.worktree; git stash; true`,
    ],
  },
  {
    id: 'hooks outside of any repository',
    cwd: (w) => `${w.home}/.cargo/bin`,
    run: (w) => [`git init -q; git config core.fsmonitor '${planted(w)}'; true`],
    afterwards: (w) => [[`${w.home}/.cargo/bin`, 'status']],
  },
];

export const works: readonly Case[] = [
  { id: 'exit code', run: () => ['exit 7'], code: 7 },
  { id: 'death by signal', run: () => ['kill -KILL $$'], code: 137 },
  {
    id: 'files',
    run: () => ['mkdir -p d/e && echo x > d/e/f && mv d/e d/g && ln -s g d/l && ln d/g/f d/h && chmod +x d/h && rm -rf d && echo fine'],
    says: /fine/,
  },
  {
    id: 'temporary files stay',
    run: () => ['mktemp -d && echo kept > /tmp/kept && echo > /var/tmp/x && echo > $HOME/x', 'cat /tmp/kept'],
    says: /kept/,
  },
  {
    id: 'reading',
    policy: 'read-only',
    run: () => ['git log --oneline; git status --short; cat README.md /etc/passwd > /dev/null && echo fine'],
    says: /two[\s\S]*fine/,
  },
  { id: 'nothing to see in status', run: () => ['git status --porcelain --ignored | grep -v -e husky -e vendor; true'], hides: /\?\?|!!/ },
  {
    id: 'commit',
    run: () => ['echo y >> README.md && git commit -qam change && git log -1 --format=%s'],
    says: /change/,
    afterwards: (w) => [[w.work, 'fsck', '--strict']],
  },
  {
    id: 'rebase',
    run: () => [
      'for n in 1 2 3; do echo $n > n; git add n; git commit -qm c$n; done; GIT_SEQUENCE_EDITOR="sed -i 2s/pick/fixup/" git rebase -qi HEAD~3 && git commit -q --amend -m amended && git log --format=%s',
    ],
    says: /amended\nc1/,
  },
  {
    id: 'stash',
    run: () => ['echo y >> README.md; git stash -q && git diff --quiet && git stash list', 'git stash pop -q && git diff'],
    says: /WIP on[\s\S]*\+y/,
  },
  {
    id: 'branches of its own',
    run: () => [
      'git checkout -qb tasks/a/second && git commit -q --allow-empty -m b && git checkout -q tasks/a/work && git merge -q --no-ff -m m tasks/a/second && git branch --list "tasks/a/*"',
    ],
    says: /tasks\/a\/second\n\* tasks\/a\/work/,
  },
  {
    id: 'pack',
    run: () => [
      'for n in 1 2 3; do echo $n > n; git add n; git commit -qm c$n; done; git repack -adq; git log --oneline | wc -l; git pack-refs --all; git gc -q',
    ],
    says: /5/,
    afterwards: (w) => [[w.main, 'fsck', '--strict']],
  },
  {
    id: 'cherry-pick and reset',
    run: () => [
      'git commit -q --allow-empty -m p && git reset -q --hard HEAD~1 && git cherry-pick --allow-empty ORIG_HEAD && git revert --no-edit HEAD --no-commit; git log -1 --format=%s',
    ],
    says: /^p$/m,
  },
  {
    id: 'conflicts',
    run: () => [
      'for b in x y; do git checkout -q -B tasks/a/$b tasks/a/work; echo $b > n; git add n; git commit -qm $b; done; git cherry-pick tasks/a/x; echo z > n; git add n; git -c core.editor=true cherry-pick --continue > /dev/null; git merge -q tasks/a/x; echo m > n; git commit -qam m; git checkout -q tasks/a/work; git branch -D tasks/a/x; test ! -e $(git rev-parse --git-path CHERRY_PICK_HEAD) && git log --format=%s tasks/a/y && git branch',
    ],
    says: /^m\n[xy\n]+two\n(?![\s\S]*tasks\/a\/x$)/m,
  },
  {
    id: 'nested repositories',
    run: () => [
      'git init -q fresh && cd fresh && echo x > x && git add x && git commit -qm x && git clone -q . ../copy && git -C ../copy log --format=%s',
    ],
    says: /^x$/m,
  },
  {
    id: 'loopback',
    run: () => [
      'command -v python3 >/dev/null || { echo served; exit 0; }; python3 -m http.server 38081 --bind 127.0.0.1 >/dev/null 2>&1 & for i in 1 2 3 4 5 6 7 8 9; do sleep 0.2; (exec 3<>/dev/tcp/127.0.0.1/38081) 2>/dev/null && echo served && break; done; kill %1',
    ],
    says: /served/,
  },
  {
    id: 'listed hosts',
    options: (w) => ['--allow-net', `127.0.0.1:${w.port}`],
    run: (w) => [`exec 3<>/dev/tcp/127.0.0.1/39128; printf 'GET http://127.0.0.1:${w.port}/x HTTP/1.1\\r\\n\\r\\n' >&3; cat <&3`],
    says: /hello from the host/,
  },
  {
    id: 'extra folders',
    options: (w) => ['--allow-write', w.outside, '--allow-read', `${w.home}/.config/app`],
    run: (w) => [`ls ${w.outside} && test -w ${w.outside} && cat ${w.home}/.config/app/token`],
    says: /victim[\s\S]*the-secret/,
  },
  {
    id: 'devices',
    run: () => [
      'head -c4 /dev/urandom > /dev/null && echo x > /dev/null && cat <(echo piped) && test -c /dev/tty && echo x > /dev/shm/x && echo fine',
    ],
    says: /piped[\s\S]*fine/,
  },
  { id: 'identity', run: () => [`test "$(id -u)" = ${process.getuid?.()} && test -w "$HOME" && test -w . && echo fine`], says: /fine/ },
  { id: 'long arguments', run: () => [`echo ${'a'.repeat(100_000)} | wc -c`], says: /100001/ },
];
