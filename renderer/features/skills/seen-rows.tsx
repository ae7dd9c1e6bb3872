/** One row of each kind of thing that an agent sees. */
import type { ReactNode } from 'react';
import type { SeenCommand, SeenHook, SeenInstructions, SeenServer, SeenSkill } from '#contract/surroundings.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Chip } from '#renderer/ui/chip.tsx';
import { Switch } from '#renderer/ui/switch.tsx';
import { plural } from '#renderer/ui/units.ts';
import { serverStates, shownPath, trustTexts } from './seen-texts.ts';

const Row = ({ children, trail }: { readonly children: ReactNode; readonly trail?: ReactNode }) => (
  <li className="flex flex-wrap items-start gap-x-4 gap-y-1.5 px-3.5 py-2.5">
    <div className="grid min-w-0 flex-1 basis-60 gap-0.5">{children}</div>
    {trail !== undefined && <span className="flex shrink-0 items-center gap-1.5">{trail}</span>}
  </li>
);

const Path = ({ text, title }: { readonly text: string; readonly title: string }) => (
  <p dir="ltr" className="font-mono text-xs wrap-anywhere text-faint" title={title}>
    {text}
  </p>
);

interface FileProps {
  readonly folder: string;
  readonly onOpen: (path: string, title: string) => void;
}

export const InstructionsRow = ({ file, folder, onOpen }: FileProps & { readonly file: SeenInstructions }) => {
  const shown = shownPath(folder, file.path);
  return (
    <Row
      trail={
        <Button onClick={() => onOpen(file.path, shown)}>
          Read<span className="sr-only"> {shown}</span>
        </Button>
      }
    >
      <span dir="ltr" className="font-mono text-sm wrap-anywhere">
        {shown}
      </span>
      {file.note !== null && <p className="text-sm text-faint">{file.note}</p>}
    </Row>
  );
};

interface SwitchProps {
  readonly onSwitch: (enabled: boolean) => void;
}

const nothing = 'It says nothing about itself.';

export const SkillRow = ({ skill, folder, onOpen, onSwitch }: FileProps & SwitchProps & { readonly skill: SeenSkill }) => {
  const { path, name } = skill;
  const hint = skill.description === '' ? nothing : skill.description;
  return (
    <Row
      trail={
        path !== null && (
          <Button onClick={() => onOpen(path, name)}>
            Read<span className="sr-only"> {name}</span>
          </Button>
        )
      }
    >
      {skill.canSwitch ? (
        <Switch label={name} hint={hint} checked={skill.enabled} onChange={onSwitch} />
      ) : (
        <>
          <span className="flex flex-wrap items-center gap-2 font-medium">
            {name}
            {!skill.enabled && <Chip>off</Chip>}
          </span>
          <p className="text-sm text-faint">{hint}</p>
        </>
      )}
      {path !== null && <Path text={shownPath(folder, path)} title={path} />}
    </Row>
  );
};

export const CommandRow = ({ command }: { readonly command: SeenCommand }) => (
  <Row>
    <span className="flex flex-wrap items-baseline gap-x-2">
      <code className="wrap-anywhere">/{command.name}</code>
      {command.argumentHint !== '' && <span className="font-mono text-sm wrap-anywhere text-faint">{command.argumentHint}</span>}
    </span>
    {command.description !== '' && <p className="text-sm wrap-anywhere text-faint">{command.description}</p>}
  </Row>
);

export const ServerRow = ({ server, agent, onSwitch }: SwitchProps & { readonly server: SeenServer; readonly agent: string }) => {
  const { tone, label } = serverStates[server.state];
  const from = server.from === 'ours' ? 'From Switchyard’s list.' : `From ${agent}’s own configuration.`;
  return (
    <Row trail={<Chip tone={tone}>{label}</Chip>}>
      {server.canSwitch ? (
        <Switch label={server.name} hint={from} checked={server.state !== 'off'} onChange={onSwitch} />
      ) : (
        <>
          <span className="font-medium wrap-anywhere">{server.name}</span>
          <p className="text-sm text-faint">{from}</p>
        </>
      )}
      {server.problem !== null && <p className="text-sm wrap-anywhere text-muted">{server.problem}</p>}
      {server.tools.length > 0 && (
        <details>
          <summary className="w-fit cursor-pointer rounded-sm text-sm text-muted hover:text-fg">
            {plural(server.tools.length, 'tool')}
          </summary>
          <p className="mt-1 font-mono text-xs leading-relaxed wrap-anywhere text-faint">{server.tools.join(' · ')}</p>
        </details>
      )}
    </Row>
  );
};

interface HookRowProps extends FileProps, SwitchProps {
  readonly hook: SeenHook;
  /** Asks before it is switched on. */
  readonly onAsk: () => void;
}

export const HookRow = ({ hook, folder, onOpen, onSwitch, onAsk }: HookRowProps) => {
  const trust = trustTexts[hook.trust];
  const runs = hook.enabled && hook.trust !== 'untrusted' && hook.trust !== 'changed';
  const { source } = hook;
  return (
    <Row
      trail={
        <>
          {trust !== null && <Chip tone={trust.tone}>{trust.label}</Chip>}
          {source !== null && (
            <Button onClick={() => onOpen(source, shownPath(folder, source))}>
              Read<span className="sr-only"> the file of this hook</span>
            </Button>
          )}
        </>
      }
    >
      {hook.canSwitch ? (
        <Switch label={hook.event} checked={runs} onChange={(on) => (on ? onAsk() : onSwitch(false))} />
      ) : (
        <span className="font-medium">{hook.event}</span>
      )}
      <code className="text-sm wrap-anywhere">{hook.command}</code>
      {source !== null && <Path text={shownPath(folder, source)} title={source} />}
    </Row>
  );
};
