/** What sandboxed commands may touch in all projects. */
import { changeSettings, useSettings } from '#renderer/state/settings.ts';
import { PolicyForm } from '#renderer/ui/policy-form.tsx';

export const SandboxSettings = () => {
  const sandbox = useSettings((settings) => settings.sandbox);
  return (
    <div className="grid gap-5">
      <p className="text-muted">
        These hold for the tasks of all projects, from their next command on, under “read only” and “workspace write”. A project or a task
        can add to them; a repository’s switchyard.json can only narrow them. Full access has no sandbox, so nothing of this holds there.
      </p>
      <PolicyForm details={sandbox} onSave={(details) => void changeSettings({ sandbox: details }, 'Sandbox saved')} />
    </div>
  );
};
