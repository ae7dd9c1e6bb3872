/**
 * A sandbox behind a terminal that somebody else opens: `main/pty` can start a program, but not hand descriptors to it. So
 * filter and options lie in files of ours, and a shell opens them, closes everything else, and becomes the sandbox.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { mkdirSync } from 'node:fs';
import { joinControlGroups } from './control-groups.ts';
import { attend, enterNetwork, type LaunchOptions } from './launch.ts';
import type { SandboxNetwork } from './network.ts';
import { prepare } from './preparation.ts';
import type { TerminalCommand } from './thread-sandbox.ts';
import type { BubblewrapPlan, DirectPlan, SeatbeltPlan } from './wrap.ts';

/** Arguments: the filter, the options, the groups' lists of processes up to a `--`, then what to become. */
export const TERMINAL_SHIM = `
for entry in /proc/$$/fd/*; do
  number="\${entry##*/}"
  if [ "$number" -gt 2 ] && [ "$number" -ne 255 ]; then eval "exec $number<&-"; fi
done
exec 3<"$1" 4<"$2" || exit 125
shift 2
while [ "$1" != -- ]; do echo $$ > "$1" || exit 125; shift; done
shift
echo 500 > /proc/self/oom_score_adj
exec "$@"
`;

export interface TerminalOptions extends Pick<LaunchOptions, 'onNote' | 'exclusive' | 'memory'> {
  /** Where the files of a start lie for its time: where no command can look. */
  readonly folder: string;
  readonly network: SandboxNetwork | null;
}

const terminalOfBubblewrap = async (plan: BubblewrapPlan, bash: string, options: TerminalOptions): Promise<TerminalCommand> => {
  const { exclusive = (work) => work() } = options;
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(`${options.folder}/start-`);
  const groups = joinControlGroups(plan.controlGroups, plan.policy.limits);
  const undo = async (): Promise<void> => {
    groups.remove();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await writeFile(`${folder}/filter`, plan.filter, { mode: 0o600 });
    await writeFile(`${folder}/options`, [...plan.options, ''].join('\0'), { mode: 0o600 });
    const { settle } = await exclusive(() => attend(plan, options));
    const become = [...enterNetwork(plan, options.network), plan.bwrap, '--args', '4', '--seccomp', '3', '--', ...plan.command];
    return {
      file: bash,
      args: [
        '--noprofile',
        '--norc',
        '-c',
        TERMINAL_SHIM,
        'switchyard',
        `${folder}/filter`,
        `${folder}/options`,
        ...groups.lists,
        '--',
        ...become,
      ],
      environment: plan.outerEnvironment,
      settle: async () => {
        await undo();
        await settle();
      },
    };
  } catch (error) {
    await undo();
    throw error;
  }
};

const plain = ({ file, args, environment }: DirectPlan | SeatbeltPlan): TerminalCommand => ({
  ...{ file, args, environment },
  settle: () => Promise.resolve(),
});

/** The command of a plan in such a form that a pty can start it. Rejects when its place cannot be prepared. */
export const terminalOf = async (
  plan: BubblewrapPlan | DirectPlan | SeatbeltPlan,
  bash: string,
  options: TerminalOptions,
): Promise<TerminalCommand> => {
  plan.notes.forEach(options.onNote);
  if (plan.kind === 'bubblewrap') return await terminalOfBubblewrap(plan, bash, options);
  if (plan.kind === 'seatbelt') prepare(plan.preparations);
  return plain(plan);
};
