/** What sandboxed commands of a project's tasks may touch beside what holds everywhere. */
import { effectivePolicy } from '#contract/effective-policy.ts';
import type { PolicyDetails } from '#contract/policy.ts';
import { policyFor, type Project } from '#contract/projects.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { FullAccessNote } from '#renderer/ui/full-access-note.tsx';
import { PolicyForm } from '#renderer/ui/policy-form.tsx';

/** What the user's general settings and the repository's file say, taken together. */
const around = (project: Project, everywhere: PolicyDetails) =>
  effectivePolicy({ name: 'workspace-write', everywhere, file: project.file?.sandbox ?? null, project: {}, thread: {} });

export const ProjectSandbox = ({ project, onSave }: { readonly project: Project; readonly onSave: (details: PolicyDetails) => void }) => {
  const settings = useSettings();
  const general = around(project, settings.sandbox);
  return (
    <section aria-labelledby="group-sandbox" className="grid gap-4 border-t border-line pt-4">
      <h2 id="group-sandbox" className="text-lg font-semibold">
        Sandbox
      </h2>
      <p className="text-muted">
        Beside what you set for all projects, from the next command on. What the repository’s switchyard.json says narrows that, and nothing
        written here.
      </p>
      {policyFor(project, settings) === 'full-access' && <FullAccessNote what="New tasks in this project" />}
      <PolicyForm
        details={project.settings.sandbox ?? {}}
        elsewhere={(field) => general[field]}
        socketsElsewhere={general.unixSockets}
        onSave={onSave}
      />
    </section>
  );
};
