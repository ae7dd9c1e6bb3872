/**
 * The system call filter, assembled here as classic BPF: no compiler, no library, no native module. The bytes are an
 * array of `struct sock_filter`, which is what `bwrap --seccomp FD` reads.
 *
 * It is the second line: namespaces and mounts decide what can be reached, this takes away the calls that could undo
 * them or that reach parts of the kernel no tool needs. What may still be traced is what runs in the same sandbox.
 */
import { syscallTables, type FilterArchitecture } from './syscalls.ts';

export const EPERM = 1;
export const ENOSYS = 38;
export const EAFNOSUPPORT = 97;
export const ALLOW = 0x7fff0000;
export const KILL_PROCESS = 0x80000000;
/** The call returns this error. */
export const refuse = (errno: number): number => (0x00050000 | errno) >>> 0;

export const LOAD = 0x20;
export const JUMP_EQUAL = 0x15;
export const JUMP_AT_LEAST = 0x35;
export const JUMP_ANY_BIT = 0x45;
export const RETURN = 0x06;

/** Offsets in `struct seccomp_data`. */
const NUMBER = 0;
const ARCHITECTURE = 4;
/** Low half of an argument: both architectures are little endian, and the kernel looks at no more for these calls. */
const argument = (index: number): number => 16 + 8 * index;

/** NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
const CLONE_NEW = 0x7e020000;
const CLONE_NEWTIME = 0x80;
/** Pushing characters into a terminal's input; the console's own ioctl that can do the same; line disciplines. */
const TERMINAL_REQUESTS = [0x5412, 0x541c, 0x5423];

const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;
const AF_NETLINK = 16;
const NETLINK_ROUTE = 0;

/** Never needed by a development tool, or a way around the namespaces. */
const refused = [
  ...['swapon', 'swapoff', 'reboot', 'sethostname', 'setdomainname', 'iopl', 'ioperm', 'init_module', 'finit_module', 'delete_module'],
  ...['kexec_load', 'kexec_file_load', 'quotactl', 'quotactl_fd', 'acct', 'settimeofday', 'clock_settime', 'clock_adjtime', 'adjtimex'],
  ...['add_key', 'request_key', 'keyctl', 'perf_event_open', 'bpf', 'userfaultfd', 'io_uring_setup', 'io_uring_enter', 'io_uring_register'],
  ...['open_by_handle_at', 'pidfd_getfd', 'fanotify_init', 'syslog', 'vhangup', 'lookup_dcookie', 'nfsservctl', 'modify_ldt', 'uselib'],
  ...['_sysctl', 'kcmp', 'move_pages', 'migrate_pages', 'mount', 'umount2', 'pivot_root', 'chroot', 'setns', 'open_tree', 'open_tree_attr'],
  ...['move_mount', 'fsopen', 'fsconfig', 'fsmount', 'fspick', 'mount_setattr'],
] as const;

type Instruction = readonly [code: number, jumpTrue: number, jumpFalse: number, value: number];

const encode = (program: readonly Instruction[]): Uint8Array => {
  const bytes = new Uint8Array(program.length * 8);
  const view = new DataView(bytes.buffer);
  program.forEach(([code, jumpTrue, jumpFalse, value], index) => {
    view.setUint16(index * 8, code, true);
    view.setUint8(index * 8 + 2, jumpTrue);
    view.setUint8(index * 8 + 3, jumpFalse);
    view.setUint32(index * 8 + 4, value >>> 0, true);
  });
  return bytes;
};

/** Runs `body` for one system call only; the accumulator holds the number again behind it. */
const onCall = (number: number, body: readonly Instruction[]): readonly Instruction[] => [
  [JUMP_EQUAL, 0, body.length + 1, number],
  ...body,
  [LOAD, 0, 0, NUMBER],
];

const refuseBits = (index: number, bits: number): readonly Instruction[] => [
  [LOAD, 0, 0, argument(index)],
  [JUMP_ANY_BIT, 0, 1, bits],
  [RETURN, 0, 0, refuse(EPERM)],
];

const refuseValues = (index: number, values: readonly number[]): readonly Instruction[] => [
  [LOAD, 0, 0, argument(index)],
  ...values.flatMap((value): Instruction[] => [
    [JUMP_EQUAL, 0, 1, value],
    [RETURN, 0, 0, refuse(EPERM)],
  ]),
];

/** Every other family (VSOCK, PACKET, ALG, …) reaches around the network namespace or deep into the kernel. */
const socketFamilies = (unixSockets: boolean): readonly Instruction[] => [
  [LOAD, 0, 0, argument(0)],
  ...[AF_INET, AF_INET6, ...(unixSockets ? [AF_UNIX] : [])].flatMap((family): Instruction[] => [
    [JUMP_EQUAL, 0, 1, family],
    [RETURN, 0, 0, ALLOW],
  ]),
  [JUMP_EQUAL, 0, 3, AF_NETLINK],
  [LOAD, 0, 0, argument(2)],
  [JUMP_EQUAL, 0, 1, NETLINK_ROUTE],
  [RETURN, 0, 0, ALLOW],
  [RETURN, 0, 0, refuse(EAFNOSUPPORT)],
];

export interface FilterOptions {
  readonly architecture: FilterArchitecture;
  /** Whether sockets of the unix family can be made. Those that exist as pairs always can. */
  readonly unixSockets: boolean;
}

/** The filter as bytes. Pure: the same options give the same bytes. */
export const assembleFilter = ({ architecture, unixSockets }: FilterOptions): Uint8Array => {
  const { audit, foreignNumbersFrom, numbers } = syscallTables[architecture];
  const program: Instruction[] = [
    [LOAD, 0, 0, ARCHITECTURE],
    [JUMP_EQUAL, 1, 0, audit],
    [RETURN, 0, 0, KILL_PROCESS],
    [LOAD, 0, 0, NUMBER],
  ];
  if (foreignNumbersFrom !== null) program.push([JUMP_AT_LEAST, 0, 1, foreignNumbersFrom], [RETURN, 0, 0, refuse(ENOSYS)]);
  for (const name of refused) {
    const number = numbers[name];
    if (number !== undefined) program.push([JUMP_EQUAL, 0, 1, number], [RETURN, 0, 0, refuse(EPERM)]);
  }
  const number = (name: string): number => numbers[name] as number;
  // The flags of clone3 lie in memory, where a filter cannot look; the C library falls back to clone.
  program.push([JUMP_EQUAL, 0, 1, number('clone3')], [RETURN, 0, 0, refuse(ENOSYS)]);
  program.push(...onCall(number('clone'), refuseBits(0, CLONE_NEW)));
  program.push(...onCall(number('unshare'), refuseBits(0, CLONE_NEW | CLONE_NEWTIME)));
  program.push(...onCall(number('ioctl'), refuseValues(1, TERMINAL_REQUESTS)));
  program.push(...onCall(number('socket'), socketFamilies(unixSockets)));
  program.push([RETURN, 0, 0, ALLOW]);
  return encode(program);
};
