import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isWithin } from './paths.ts';
import { defaultPolicy } from './policy.ts';
import { ruleAt } from './rules.ts';
import { filesOf, madeUpPlace, type Tree } from './testing/made-up-place.ts';
import { wrap, type BubblewrapPlan, type Plan } from './wrap.ts';

const writing = defaultPolicy('workspace-write');
const reading = defaultPolicy('read-only');

const linux = (plan: Plan): BubblewrapPlan => {
  if (plan.kind !== 'bubblewrap') throw new Error(JSON.stringify(plan));
  return plan;
};

const table = (plan: BubblewrapPlan): Record<string, string> =>
  Object.fromEntries(plan.rules.map(({ path, access, source }) => [path, source === undefined ? access : `${access} ${source}`]));

const worktree: Tree = {
  '/home/ann/main/.git/HEAD': 'ref: refs/heads/main\n',
  '/home/ann/main/.git/config': '',
  '/home/ann/main/.git/hooks': null,
  '/home/ann/main/.git/objects': null,
  '/home/ann/main/.git/refs/heads/main': '',
  '/home/ann/main/.git/refs/heads/tasks/t1/work': '',
  '/home/ann/main/.git/worktrees/w/HEAD': 'ref: refs/heads/tasks/t1/work\n',
  '/home/ann/main/.git/worktrees/w/commondir': '../..\n',
  '/home/ann/main/.git/worktrees/w/gitdir': '/home/ann/project/.git\n',
  '/home/ann/project/.git': 'gitdir: /home/ann/main/.git/worktrees/w\n',
};

describe('a plan for Linux', () => {
  test('a folder in an otherwise empty home', () => {
    const place = madeUpPlace({
      '/home/ann/.ssh/id': 'x',
      '/home/ann/.nvm': null,
      '/home/ann/.npmrc': '//r/:_authToken=x',
      '/home/ann/project/.vscode': null,
    });
    expect(table(linux(wrap(['make'], writing, place)))).toEqual({
      '/': 'read',
      '/run': 'fresh',
      '/tmp': 'write /state/own/tmp',
      '/var/tmp': 'write /state/own/var-tmp',
      '/home/ann': 'fresh',
      '/home/ann/.nvm': 'read',
      '/home/ann/project': 'write',
      '/home/ann/project/.vscode': 'read',
    });
    expect(table(linux(wrap(['make'], reading, place)))['/home/ann/project']).toBe('read');
  });

  test('a program of the user’s has its own folders, under every policy; what others obey in them is only shown', () => {
    const tree: Tree = {
      '/home/ann/project': null,
      '/home/ann/.gemini/settings.json': '{}',
      '/home/ann/.gemini/tmp': null,
      '/home/ann/lib/gemini': null,
    };
    const beside = {
      readable: ['/home/ann/lib/gemini', '/home/ann/missing'],
      writable: ['/home/ann/.gemini'],
      kept: ['/home/ann/.gemini/settings.json'],
    };
    for (const policy of [reading, writing]) {
      const rules = table(linux(wrap(['gemini'], { ...policy, beside }, madeUpPlace(tree))));
      expect(rules).toMatchObject({
        '/home/ann/lib/gemini': 'read',
        '/home/ann/.gemini': 'write',
        '/home/ann/.gemini/settings.json': 'read',
      });
      expect(linux(wrap(['gemini'], { ...policy, beside }, madeUpPlace(tree))).writableRoots).not.toContain('/home/ann/.gemini');
    }
    const forbidden = { ...writing, beside, forbidden: ['/home/ann/.gemini'] };
    expect(table(linux(wrap(['gemini'], forbidden, madeUpPlace(tree))))['/home/ann/.gemini']).toBeUndefined();
  });

  test('a worktree: its own branches and admin folder, a stand-in for the rest', () => {
    const plan = linux(wrap(['make'], writing, madeUpPlace(worktree)));
    const view = '/run/switchyard/git';
    const git = '/home/ann/main/.git';
    const rules = table(plan);
    for (const usual of ['/', '/run', '/tmp', '/var/tmp', '/home/ann']) delete rules[usual];
    expect(rules).toEqual({
      '/home/ann/project': 'write',
      '/home/ann/project/.git': 'read',
      [git]: `write ${git}/worktrees/w/switchyard/common`,
      [view]: `read ${git}`,
      [`${view}/refs/heads/tasks/t1`]: `write ${git}/refs/heads/tasks/t1`,
      [`${view}/logs/refs/heads/tasks/t1`]: `write ${git}/logs/refs/heads/tasks/t1`,
      [`${view}/worktrees/w`]: `write ${git}/worktrees/w`,
      [`${view}/worktrees/w/commondir`]: `read ${git}/worktrees/w/switchyard/commondir`,
      [`${view}/worktrees/w/gitdir`]: `read ${git}/worktrees/w/gitdir`,
      [`${view}/worktrees/w/config.worktree`]: `read ${git}/worktrees/w/config.worktree`,
      [`${view}/worktrees/w/switchyard`]: `read ${git}/worktrees/w/switchyard`,
    });
  });

  test('branches of others, and a HEAD that was pointed at them, are not given', () => {
    const shared = { ...worktree, '/home/ann/main/.git/packed-refs': `${'a'.repeat(40)} refs/heads/tasks/t1/other\n` };
    expect(linux(wrap(['make'], writing, madeUpPlace(shared)))).toMatchObject({
      branches: null,
      notes: [{ what: 'Commits on this branch are refused' }],
    });
    const admin = '/home/ann/main/.git/worktrees/w';
    const moved = {
      ...worktree,
      [`${admin}/HEAD`]: 'ref: refs/heads/tasks/t2/work\n',
      [`${admin}/switchyard/branches`]: 'refs/heads/tasks/t1\n',
    };
    expect(linux(wrap(['make'], writing, madeUpPlace(moved))).branches).toBe('refs/heads/tasks/t1');
    const top = { ...worktree, [`${admin}/HEAD`]: 'ref: refs/heads/topic\n' };
    expect(linux(wrap(['make'], writing, madeUpPlace(top))).branches).toBeNull();
  });

  test('pointers that do not agree give nothing', () => {
    const swapped = { ...worktree, '/home/ann/main/.git/worktrees/w/gitdir': '/home/ann/elsewhere/.git\n' };
    expect(linux(wrap(['make'], writing, madeUpPlace(swapped))).git).toEqual({
      kind: 'foreign',
      top: '/home/ann/project',
      folder: '/home/ann/main/.git/worktrees/w',
    });
    const made = {
      '/home/ann/project/.git': 'gitdir: r/worktrees/w\n',
      '/home/ann/project/r/worktrees/w/commondir': '../..',
      '/home/ann/project/r/worktrees/w/gitdir': '/home/ann/project/.git',
    };
    expect(linux(wrap(['make'], writing, madeUpPlace(made))).git.kind).toBe('foreign');
  });

  test('an empty .git above the project makes no repository of what is there', () => {
    const part = '/home/ann/project/part';
    const seenFrom = (folder: string, files: Tree) =>
      linux(wrap(['make'], writing, madeUpPlace({ [part]: null, ...files }, { cwd: folder, workspace: folder }))).git;
    const empty: Tree = { '/home/ann/project/.git': null };
    expect(seenFrom(part, empty)).toEqual({ kind: 'none' });
    const whole = { kind: 'plain', top: '/home/ann/project' };
    expect(seenFrom('/home/ann/project', empty)).toEqual(whole);
    expect(seenFrom(part, { ...empty, '/home/ann/project/.git/HEAD': 'ref: refs/heads/main\n' })).toEqual(whole);
  });

  test('a home under version control is not shown for a project in it', () => {
    expect(ruleAt(linux(wrap(['make'], writing, madeUpPlace({ '/home/ann/.git': null }))).rules, '/home/ann/letters')?.access).toBe(
      'fresh',
    );
  });

  test('the environment is a short list', () => {
    const { options, outerEnvironment } = linux(
      wrap(
        ['make'],
        { ...writing, variables: ['WANTED'] },
        madeUpPlace({}, { environment: { PATH: '/usr/bin', API_KEY: 'secret', WANTED: 'yes', LC_ALL: 'C' } }),
      ),
    );
    expect(options.includes('secret')).toBe(false);
    expect([options[options.indexOf('WANTED') + 1], options[options.indexOf('LC_ALL') + 1]]).toEqual(['yes', 'C']);
    expect(outerEnvironment).toEqual({ PATH: '/usr/bin' });
  });

  test('sockets of the host are covered where they could be seen', () => {
    const place = madeUpPlace(
      { '/srv/app.sock': '', '/home/ann/x.sock': '' },
      { hostSockets: ['/srv/app.sock', '/home/ann/x.sock', '/run/docker.sock'] },
    );
    expect(table(linux(wrap(['make'], writing, place)))).toMatchObject({ '/srv/app.sock': 'hidden' });
  });
});

describe('what is refused', () => {
  const why = (plan: Plan): string => (plan.kind === 'refused' ? plan.note.why : plan.kind);
  const place = madeUpPlace({});
  test.each([
    [
      'no bubblewrap',
      wrap(['x'], writing, { ...place, programs: { ...place.programs, bwrap: null } }),
      'bubblewrap, which makes the sandbox, is not installed',
    ],
    ['no namespaces', wrap(['x'], writing, { ...place, namespacesRefused: 'none here' }), 'none here'],
    ['an unknown processor', wrap(['x'], writing, { ...place, architecture: 's390x' }), 'there is no system call filter for s390x'],
    [
      'the home as workspace',
      wrap(['x'], writing, { ...place, cwd: '/home/ann', workspace: '/home/ann' }),
      'writing in /home/ann would reach all of /home/ann',
    ],
    ['the root as workspace', wrap(['x'], writing, { ...place, cwd: '/', workspace: '/' }), 'writing in / would reach all of /'],
    ['no folder', wrap(['x'], writing, { ...place, cwd: '/nowhere', workspace: '/nowhere' }), '/nowhere is not a folder'],
    ['no command', wrap([], writing, place), 'there is no command'],
    [
      'limits without a sandbox',
      wrap(['x'], { ...defaultPolicy('full-access'), forbidden: ['/x'] }, place),
      'full-access has no sandbox that could hold a forbidden path, a list of hosts or a limit',
    ],
    [
      'processes of root',
      wrap(['x'], { ...writing, limits: { ...writing.limits, processes: 9 } }, { ...place, uid: 0 }),
      'the processes of the superuser can only be limited by control groups, which cannot be written here',
    ],
    [
      'Windows',
      wrap(['x'], reading, { ...place, platform: 'win32' }),
      'there is no sandbox for Windows yet, and only full-access runs without one',
    ],
    [
      'hosts on macOS',
      wrap(['x'], { ...writing, allowedHosts: [{ host: 'a.example', port: null }] }, { ...place, platform: 'darwin' }),
      'lists of allowed hosts are not available on macOS yet',
    ],
  ])('%s', (_, plan, expected) => expect(why(plan)).toBe(expected));

  test('full access runs anywhere, as it is', () => {
    expect(wrap(['x', 'y'], defaultPolicy('full-access'), { ...place, platform: 'win32' })).toMatchObject({
      kind: 'direct',
      file: 'x',
      args: ['y'],
      environment: { API_KEY: 'secret' },
    });
  });
});

describe('for every machine and every wish', () => {
  const names = ['.ssh', '.git', '.vscode', 'a', 'b', 'project', 'tmp'];
  const path = fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
  const anywhere = fc
    .tuple(fc.constantFrom('/home/ann', '/home/ann/project', '/srv', '/tmp', '/var/tmp'), path)
    .map(([base, rest]) => `${base}/${rest}`);
  const entry = fc.oneof(
    fc.constant(null),
    fc.constant('text'),
    anywhere.map((link) => ({ link })),
  );
  const trees = fc.array(fc.tuple(anywhere, entry), { maxLength: 15 }).map((pairs) => {
    const tree: Record<string, Tree[string]> = {};
    // Nothing lies below a file or a link.
    for (const [at, what] of pairs) if (!Object.keys(tree).some((other) => isWithin(at, other) || isWithin(other, at))) tree[at] = what;
    return tree;
  });
  const wishes = fc.record({
    tree: trees,
    readable: fc.array(anywhere, { maxLength: 2 }),
    writable: fc.array(anywhere, { maxLength: 2 }),
    forbidden: fc.array(anywhere, { maxLength: 3 }),
  });

  test('writing stays where it was allowed, the forbidden stays hidden, and no mount point has to be made where a command writes', () => {
    fc.assert(
      fc.property(wishes, fc.boolean(), ({ tree, ...paths }, mayWrite) => {
        const place = madeUpPlace(tree);
        const plan = wrap(['make'], { ...(mayWrite ? writing : reading), ...paths }, place);
        if (plan.kind !== 'bubblewrap') return;
        const { files } = place;
        const granted = mayWrite ? [place.cwd, ...paths.writable.flatMap((one) => files.real(one) ?? [])] : [];
        for (const rule of plan.rules) {
          const source = rule.source ?? rule.path;
          if (rule.access === 'write')
            expect(granted.some((one) => isWithin(source, one)) || isWithin(source, place.privateFolder)).toBe(true);
          // Never through a link, and never at a place that has to be made in a folder of the command's.
          if (rule.source === undefined && rule.path !== '/tmp/switchyard') expect(files.real(rule.path)).toBe(rule.path);
          const around = plan.rules
            .filter((other) => other !== rule && isWithin(rule.path, other.path))
            .toSorted((x, y) => y.path.length - x.path.length)[0];
          if (around?.source !== undefined) expect(around.access).not.toBe('write');
        }
        for (const one of paths.forbidden) {
          const real = files.real(one);
          if (real !== null) expect(['hidden', 'fresh']).toContain(ruleAt(plan.rules, real)?.access);
        }
        for (const secret of ['/home/ann/.ssh', '/home/ann/a']) {
          const shown = [...granted, ...paths.readable.flatMap((one) => files.real(one) ?? []), place.cwd].some((one) =>
            isWithin(secret, one),
          );
          if (!shown && files.kind(secret) !== 'missing' && files.kind(secret) !== 'link')
            expect(['hidden', 'fresh']).toContain(ruleAt(plan.rules, secret)?.access);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

test('a profile for macOS says the same', () => {
  const plan = wrap(
    ['make'],
    { ...writing, forbidden: ['/home/ann/project/a"b'] },
    madeUpPlace({ '/home/ann/project/.vscode': null, '/home/ann/project/a"b': 'x' }, { platform: 'darwin' }),
  );
  if (plan.kind !== 'seatbelt') throw new Error(plan.kind);
  expect([plan.file, plan.args[0], plan.args.at(-1)]).toEqual(['/usr/bin/sandbox-exec', '-p', 'make']);
  const profile = (plan.args[1] as string).split('\n').filter((line) => line.includes('ann'));
  expect(profile).toEqual([
    '(deny file-read* file-write* (subpath "/home/ann"))',
    '(allow file-read-metadata (literal "/home/ann"))',
    '(allow file-read* file-write* (subpath "/home/ann/project"))',
    '(deny file-read* file-write* (literal "/home/ann/project/a\\"b"))',
    '(allow file-read-metadata (literal "/home/ann/project/a\\"b"))',
    '(allow file-read* (subpath "/home/ann/project/.vscode"))',
    '(deny file-write* (subpath "/home/ann/project/.vscode"))',
  ]);
});

test('the made-up filesystem resolves links as a real one', () => {
  const files = filesOf({ '/a/b': 'x', '/l': { link: 'a' }, '/a/up': { link: '../l/b' }, '/loop': { link: 'loop' } });
  expect([files.real('/l/b'), files.real('/a/up'), files.real('/loop'), files.kind('/l/up'), files.list('/l')]).toEqual([
    '/a/b',
    '/a/b',
    null,
    'link',
    ['b', 'up'],
  ]);
});
