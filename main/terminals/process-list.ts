/** Every process of the machine with what makes it one of ours, from /proc where there is one, else from the system's own tools. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { run } from '#main/base/run-command.ts';

export interface SeenProcess {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  readonly bytes: number;
  /** Processor time used since it began, in seconds. */
  readonly cpuSeconds: number;
  /** Our own marks in its environment, where that can be read. */
  readonly thread: string | null;
  readonly terminal: string | null;
}

const PAGE_BYTES = 4096;
const TICKS_PER_SECOND = 100;
/** So many are read before others have their turn. */
const PORTION = 64;

const commandOf = (pid: string, stat: string): string => {
  const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    .split('\0')
    .filter((word) => word !== '');
  // A kernel's process has none, and one that is ending.
  return (words.length === 0 ? stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')) : words.join(' ')).slice(0, 500);
};

const variable = (environment: string, name: string): string | null => {
  const at = environment.startsWith(`${name}=`) ? 0 : environment.indexOf(`\0${name}=`);
  if (at === -1) return null;
  const from = environment.indexOf('=', at) + 1;
  const to = environment.indexOf('\0', from);
  return environment.slice(from, to === -1 ? undefined : to);
};

const environmentOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    // Of another user.
    return '';
  }
};

const fromProc = (pid: string): SeenProcess | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return null;
    const [parent, user, system, pages] = [fields[1], fields[11], fields[12], fields[21]].map(Number);
    const environment = environmentOf(pid);
    return {
      pid: Number(pid),
      parent: parent ?? 0,
      command: commandOf(pid, stat),
      bytes: (pages ?? 0) * PAGE_BYTES,
      cpuSeconds: ((user ?? 0) + (system ?? 0)) / TICKS_PER_SECOND,
      thread: variable(environment, 'SWITCHYARD_THREAD'),
      terminal: variable(environment, 'SWITCHYARD_TERMINAL'),
    };
  } catch {
    // Ended while we looked.
    return null;
  }
};

const allOfProc = async (): Promise<SeenProcess[]> => {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const seen: SeenProcess[] = [];
  for (let from = 0; from < pids.length; from += PORTION) {
    for (const pid of pids.slice(from, from + PORTION)) {
      const one = fromProc(pid);
      if (one !== null) seen.push(one);
    }
    await new Promise(setImmediate);
  }
  return seen;
};

/** `[[days-]hours:]minutes:seconds` in seconds. */
const seconds = (text: string): number => {
  const [days, clock] = text.includes('-') ? text.split('-') : ['0', text];
  return (clock ?? '').split(':').reduce((sum, part) => sum * 60 + Number(part), 0) + Number(days) * 86_400;
};

/** Lines of `ps -axww -o pid=,ppid=,rss=,time=,command=`. */
export const readPs = (text: string): readonly SeenProcess[] =>
  text.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line);
    if (match === null) return [];
    const [, pid, parent, kilobytes, time, command = ''] = match;
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        bytes: Number(kilobytes) * 1024,
        cpuSeconds: seconds(time ?? ''),
        command: command.slice(0, 500),
        thread: null,
        terminal: null,
      },
    ];
  });

const WINDOWS_LIST =
  'Get-CimInstance Win32_Process | ForEach-Object { "$($_.ProcessId) $($_.ParentProcessId) $([math]::Floor($_.WorkingSetSize/1024)) $(($_.KernelModeTime+$_.UserModeTime)/1e7) $($_.CommandLine)" }';

/** How systems without /proc are asked: both answer in the lines of `ps`. */
const listers: Readonly<Partial<Record<NodeJS.Platform, { readonly file: string; readonly args: readonly string[] }>>> = {
  darwin: { file: 'ps', args: ['-axww', '-o', 'pid=,ppid=,rss=,time=,command='] },
  win32: { file: 'powershell.exe', args: ['-NoProfile', '-NonInteractive', '-Command', WINDOWS_LIST] },
};

const output = async (file: string, args: readonly string[]): Promise<string> => {
  try {
    const { stdout } = await run({ file, args, cwd: '/', environment: process.env }, { accept: [0, 1], timeoutMilliseconds: 5_000 });
    return stdout.toString('utf8');
  } catch {
    // Not there, or not in time: then nothing is known.
    return '';
  }
};

export const allProcesses = async (): Promise<readonly SeenProcess[]> => {
  if (process.platform === 'linux') return await allOfProc();
  const lister = listers[process.platform] ?? listers.darwin;
  return lister === undefined ? [] : readPs(await output(lister.file, lister.args));
};

/** Ports in state LISTEN by inode, of one network: lines of /proc/net/tcp. */
const listeningIn = (text: string): ReadonlyMap<string, number> => {
  const ports = new Map<string, number>();
  for (const line of text.split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/);
    if (fields[3] === '0A') ports.set(fields[9] ?? '', Number.parseInt(fields[1]?.split(':')[1] ?? '', 16));
  }
  return ports;
};

const readOr = (path: string): string => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
};

/** A process sees its own network: one in a sandbox has another one than we. */
const portsOfPid = (pid: number, networks: Map<string, ReadonlyMap<string, number>>): readonly number[] => {
  try {
    const network = readlinkSync(`/proc/${pid}/ns/net`);
    let listening = networks.get(network);
    if (listening === undefined) {
      listening = new Map([...listeningIn(readOr(`/proc/${pid}/net/tcp`)), ...listeningIn(readOr(`/proc/${pid}/net/tcp6`))]);
      networks.set(network, listening);
    }
    const ports = new Set<number>();
    for (const descriptor of readdirSync(`/proc/${pid}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkOr(`/proc/${pid}/fd/${descriptor}`))?.[1];
      const port = inode === undefined ? undefined : listening.get(inode);
      if (port !== undefined) ports.add(port);
    }
    return [...ports].sort((a, b) => a - b);
  } catch {
    return [];
  }
};

const readlinkOr = (path: string): string => {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
};

/** Lines of `lsof -nP -iTCP -sTCP:LISTEN -Fpn`: `p` begins a process, `n` names an address. */
export const readLsof = (text: string): ReadonlyMap<number, readonly number[]> => {
  const found = new Map<number, number[]>();
  let pid = 0;
  for (const line of text.split('\n')) {
    if (line.startsWith('p')) pid = Number(line.slice(1));
    const port = line.startsWith('n') ? Number(/:(\d+)$/.exec(line)?.[1] ?? Number.NaN) : Number.NaN;
    if (!Number.isNaN(port))
      found.set(
        pid,
        [...new Set([...(found.get(pid) ?? []), port])].sort((a, b) => a - b),
      );
  }
  return found;
};

/** TCP ports that these listen on. */
export const listeningPorts = async (pids: readonly number[]): Promise<ReadonlyMap<number, readonly number[]>> => {
  if (pids.length === 0) return new Map();
  if (process.platform === 'linux') {
    const networks = new Map<string, ReadonlyMap<string, number>>();
    return new Map(pids.map((pid) => [pid, portsOfPid(pid, networks)]));
  }
  if (process.platform === 'win32') return new Map();
  return readLsof(await output('lsof', ['-nP', '-iTCP', '-sTCP:LISTEN', '-Fpn', '-a', '-p', pids.join(',')]));
};
