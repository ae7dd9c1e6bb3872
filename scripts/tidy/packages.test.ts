import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inRoot } from '#scripts/checkout.ts';

type Dependencies = Readonly<Record<string, string>>;
interface Manifest {
  readonly dependencies?: Dependencies;
  readonly devDependencies?: Dependencies;
  readonly optionalDependencies?: Dependencies;
}
interface Lock {
  readonly packages: Readonly<Record<string, Manifest & { readonly version?: string }>>;
}

const read = <Content>(...path: string[]): Content => JSON.parse(readFileSync(inRoot(...path), 'utf8')) as Content;

/** Where Node would find `name` for a package at `from`: the nearest node_modules upwards. */
const isLocked = (packages: Lock['packages'], from: string, name: string): boolean => {
  const here = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
  if (here in packages) return true;
  return from !== '' && isLocked(packages, from.includes('/node_modules/') ? from.slice(0, from.lastIndexOf('/node_modules/')) : '', name);
};

test.each([['.'], ['agents-under-test']])('%s: every version is exact', (folder) => {
  const { dependencies, devDependencies, optionalDependencies } = read<Manifest>(folder, 'package.json');
  const all = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
  expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
});

test.each([['.'], ['agents-under-test']])('%s: the lock has no holes for other platforms', (folder) => {
  const { packages } = read<Lock>(folder, 'package-lock.json');
  const holes = Object.entries(packages).flatMap(([path, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !isLocked(packages, path, name))
      .map((name) => `${path} needs ${name}`),
  );
  expect(holes).toEqual([]);
});

test('only what has native code is installed with the app', () => {
  expect(Object.keys(read<Manifest>('package.json').dependencies ?? {}).toSorted()).toEqual([
    '@lydell/node-pty',
    '@parcel/watcher',
    'better-sqlite3',
  ]);
});
