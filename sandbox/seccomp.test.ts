import { describe, expect, test } from 'vitest';
import {
  ALLOW,
  EAFNOSUPPORT,
  ENOSYS,
  EPERM,
  JUMP_ANY_BIT,
  JUMP_AT_LEAST,
  JUMP_EQUAL,
  KILL_PROCESS,
  LOAD,
  RETURN,
  assembleFilter,
  refuse,
} from './seccomp.ts';
import { syscallTables, type FilterArchitecture } from './syscalls.ts';

interface Call {
  readonly number: number;
  readonly audit: number;
  readonly args: readonly bigint[];
}

/** Runs the filter as the kernel would, with the kernel's own checks: known codes, jumps that stay inside. */
const run = (filter: Uint8Array, call: Call): number => {
  const data = new DataView(new ArrayBuffer(64));
  data.setUint32(0, call.number, true);
  data.setUint32(4, call.audit, true);
  call.args.forEach((value, index) => data.setBigUint64(16 + 8 * index, BigInt.asUintN(64, value), true));
  const code = new DataView(filter.buffer);
  const length = filter.length / 8;
  let accumulator = 0;
  for (let at = 0; at < length;) {
    const operation = code.getUint16(at * 8, true);
    const value = code.getUint32(at * 8 + 4, true);
    if (operation === RETURN) return value;
    if (operation === LOAD) {
      accumulator = data.getUint32(value, true);
      at += 1;
      continue;
    }
    const met = { [JUMP_EQUAL]: accumulator === value, [JUMP_AT_LEAST]: accumulator >= value, [JUMP_ANY_BIT]: (accumulator & value) !== 0 }[
      operation
    ];
    if (met === undefined) throw new Error(`unknown operation ${operation}`);
    at += 1 + code.getUint8(at * 8 + (met ? 2 : 3));
  }
  throw new Error('ran past the end');
};

const architectures: readonly FilterArchitecture[] = ['x64', 'arm64'];

describe.each(architectures)('the filter on %s', (architecture) => {
  const table = syscallTables[architecture];
  const verdict = (name: string | number, args: readonly (number | bigint)[] = [], unixSockets = true): number =>
    run(assembleFilter({ architecture, unixSockets }), {
      number: typeof name === 'number' ? name : (table.numbers[name] as number),
      audit: table.audit,
      args: args.map(BigInt),
    });

  test('socket families', () => {
    const families = (unixSockets: boolean): object =>
      Object.fromEntries([1, 2, 10, 17, 29, 38, 40, 44].map((family) => [family, verdict('socket', [family, 1, 0], unixSockets)]));
    const no = refuse(EAFNOSUPPORT);
    expect(families(true)).toEqual({ 1: ALLOW, 2: ALLOW, 10: ALLOW, 17: no, 29: no, 38: no, 40: no, 44: no });
    expect(families(false)).toEqual({ 1: no, 2: ALLOW, 10: ALLOW, 17: no, 29: no, 38: no, 40: no, 44: no });
    expect([verdict('socket', [16, 3, 0]), verdict('socket', [16, 3, 9])]).toEqual([ALLOW, no]);
  });

  test('namespaces cannot be made, processes and threads can', () => {
    expect([verdict('clone', [0x01200011]), verdict('clone', [0x003d0f00])]).toEqual([ALLOW, ALLOW]);
    for (const flag of [0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000]) {
      expect([verdict('clone', [flag | 17]), verdict('unshare', [flag])]).toEqual([refuse(EPERM), refuse(EPERM)]);
    }
    expect([verdict('unshare', [0x80]), verdict('unshare', [0x400]), verdict('clone3')]).toEqual([refuse(EPERM), ALLOW, refuse(ENOSYS)]);
    // Upper bits are not looked at by the kernel, so they cannot hide the lower ones.
    expect(verdict('unshare', [0x1_1000_0000n])).toBe(refuse(EPERM));
  });

  test('terminal input cannot be forged, other terminal requests work', () => {
    const no = refuse(EPERM);
    expect([0x5412, 0x1_0000_5412n, 0x541c, 0x5423, 0x5413, 0x5401].map((request) => verdict('ioctl', [0, request]))).toEqual([
      ...[no, no, no, no],
      ...[ALLOW, ALLOW],
    ]);
  });

  test('every named call is refused, ordinary ones pass', () => {
    const conditional = new Set(['clone', 'unshare', 'ioctl', 'socket', 'clone3']);
    for (const name of Object.keys(table.numbers)) if (!conditional.has(name)) expect([name, verdict(name)]).toEqual([name, refuse(EPERM)]);
    const known = new Set(Object.values(table.numbers));
    for (let number = 0; number < 600; number++) if (!known.has(number)) expect([number, verdict(number)]).toEqual([number, ALLOW]);
  });

  test('a call through another ABI ends the process', () => {
    const filter = assembleFilter({ architecture, unixSockets: true });
    for (const audit of [0x40000003, 0x40000028, architecture === 'x64' ? 0xc00000b7 : 0xc000003e]) {
      expect(run(filter, { number: 1, audit, args: [] })).toBe(KILL_PROCESS);
    }
    if (architecture === 'x64') expect(verdict(0x40000000 + 41, [1])).toBe(refuse(ENOSYS));
  });
});
