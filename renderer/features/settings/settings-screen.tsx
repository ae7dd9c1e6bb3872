/** Settings: saved at once, each with its effect in one line, each change with an Undo. */
import type { ComponentType } from 'react';
import { hashOf, settingsSections, type SettingsSection } from '#renderer/state/route.ts';
import { AboutSettings } from './about-settings.tsx';
import { AgentSettings } from './agent-settings.tsx';
import { ApprovalSettings } from './approval-settings.tsx';
import { DefaultSettings } from './default-settings.tsx';
import { GeneralSettings } from './general-settings.tsx';
import { KeySettings } from './key-settings.tsx';
import { McpSettings } from './mcp-settings.tsx';
import { ModelSettings } from './model-settings.tsx';
import { SandboxSettings } from './sandbox-settings.tsx';

const sections: Readonly<Record<SettingsSection, { readonly label: string; readonly Content: ComponentType }>> = {
  general: { label: 'General', Content: GeneralSettings },
  agents: { label: 'Agents', Content: AgentSettings },
  models: { label: 'Models and keys', Content: ModelSettings },
  mcp: { label: 'MCP servers', Content: McpSettings },
  defaults: { label: 'New tasks', Content: DefaultSettings },
  sandbox: { label: 'Sandbox', Content: SandboxSettings },
  approvals: { label: 'Approvals', Content: ApprovalSettings },
  keys: { label: 'Keys', Content: KeySettings },
  about: { label: 'About and storage', Content: AboutSettings },
};

/** On a phone the sections are a row that is wider than the screen. */
/** Newer browsers give a promise back, which is nothing that a ref may return. */
const bringIntoView = (link: HTMLAnchorElement | null): void => {
  link?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
};

export const SettingsScreen = ({ section }: { readonly section: SettingsSection }) => {
  const { label, Content } = sections[section];
  return (
    <div className="flex min-h-0 flex-1 flex-col tablet:flex-row">
      <nav
        aria-label="Settings"
        className="flex shrink-0 gap-1 overflow-x-auto border-line p-2 max-tablet:border-b tablet:w-48 tablet:flex-col tablet:border-e tablet:p-3"
      >
        {settingsSections.map((id) => (
          <a
            key={id}
            href={hashOf({ screen: 'settings', section: id })}
            ref={id === section ? bringIntoView : undefined}
            aria-current={id === section ? 'page' : undefined}
            className="ring-inset-focus flex min-h-7.5 items-center rounded-sm px-2.5 whitespace-nowrap text-muted hover:bg-hover hover:text-fg aria-[current=page]:bg-active aria-[current=page]:text-fg coarse:min-h-11"
          >
            {sections[id].label}
          </a>
        ))}
      </nav>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto grid max-w-170 gap-5 px-4 py-6 tablet:px-6">
          <h1 className="text-xl font-semibold">{label}</h1>
          <Content />
        </div>
      </div>
    </div>
  );
};
