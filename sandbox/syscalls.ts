/** Numbers of the system calls the filter names, per architecture. A call an architecture never had is absent. */

export type FilterArchitecture = 'x64' | 'arm64';

export interface SyscallTable {
  /** AUDIT_ARCH_… of the native ABI: a call made through any other one ends the process. */
  readonly audit: number;
  /** x86-64 has a second set of numbers (x32) from this one on; null where there is none. */
  readonly foreignNumbersFrom: number | null;
  readonly numbers: Readonly<Record<string, number>>;
}

const both = {
  io_uring_setup: 425,
  io_uring_enter: 426,
  io_uring_register: 427,
  open_tree: 428,
  move_mount: 429,
  fsopen: 430,
  fsconfig: 431,
  fsmount: 432,
  fspick: 433,
  clone3: 435,
  pidfd_getfd: 438,
  mount_setattr: 442,
  quotactl_fd: 443,
  open_tree_attr: 467,
} as const;

const x64: SyscallTable = {
  audit: 0xc000003e,
  foreignNumbersFrom: 0x40000000,
  numbers: {
    ...both,
    ioctl: 16,
    socket: 41,
    clone: 56,
    syslog: 103,
    uselib: 134,
    vhangup: 153,
    modify_ldt: 154,
    pivot_root: 155,
    _sysctl: 156,
    adjtimex: 159,
    chroot: 161,
    acct: 163,
    settimeofday: 164,
    mount: 165,
    umount2: 166,
    swapon: 167,
    swapoff: 168,
    reboot: 169,
    sethostname: 170,
    setdomainname: 171,
    iopl: 172,
    ioperm: 173,
    init_module: 175,
    delete_module: 176,
    quotactl: 179,
    nfsservctl: 180,
    lookup_dcookie: 212,
    clock_settime: 227,
    kexec_load: 246,
    add_key: 248,
    request_key: 249,
    keyctl: 250,
    migrate_pages: 256,
    unshare: 272,
    move_pages: 279,
    perf_event_open: 298,
    fanotify_init: 300,
    open_by_handle_at: 304,
    clock_adjtime: 305,
    setns: 308,
    kcmp: 312,
    finit_module: 313,
    kexec_file_load: 320,
    bpf: 321,
    userfaultfd: 323,
  },
};

const arm64: SyscallTable = {
  audit: 0xc00000b7,
  foreignNumbersFrom: null,
  numbers: {
    ...both,
    lookup_dcookie: 18,
    ioctl: 29,
    umount2: 39,
    mount: 40,
    pivot_root: 41,
    nfsservctl: 42,
    chroot: 51,
    vhangup: 58,
    quotactl: 60,
    acct: 89,
    unshare: 97,
    kexec_load: 104,
    init_module: 105,
    delete_module: 106,
    clock_settime: 112,
    syslog: 116,
    reboot: 142,
    sethostname: 161,
    setdomainname: 162,
    settimeofday: 170,
    adjtimex: 171,
    socket: 198,
    add_key: 217,
    request_key: 218,
    keyctl: 219,
    clone: 220,
    swapon: 224,
    swapoff: 225,
    migrate_pages: 238,
    move_pages: 239,
    perf_event_open: 241,
    fanotify_init: 262,
    open_by_handle_at: 265,
    clock_adjtime: 266,
    setns: 268,
    kcmp: 272,
    finit_module: 273,
    bpf: 280,
    userfaultfd: 282,
    kexec_file_load: 294,
  },
};

export const syscallTables: Readonly<Record<FilterArchitecture, SyscallTable>> = { x64, arm64 };

/** The table of an architecture as Node names it; null where there is none and no filter can be made. */
export const filterArchitecture = (nodeName: string): FilterArchitecture | null =>
  nodeName === 'x64' || nodeName === 'arm64' ? nodeName : null;
