/** Said wherever full access is in force or chosen. */
import { ShieldOff } from 'lucide-react';

export const FullAccessNote = ({ what }: { readonly what: string }) => (
  <p role="note" className="flex gap-2 rounded-md border border-fail/40 bg-fail-bg px-3 py-2">
    <ShieldOff size={14} aria-hidden className="mt-0.75 shrink-0 text-fail" />
    <span>
      {what} run without a sandbox: every file you can change, every host, every secret. Nothing of what is set for the sandbox holds.
    </span>
  </p>
);

/** Beside the name of what runs so. */
export const FullAccessMark = () => (
  <span
    title="Runs without a sandbox: every file you can change, every host, every secret"
    className="inline-flex shrink-0 items-center gap-1 rounded-sm bg-fail-bg px-1.5 text-sm font-medium whitespace-nowrap text-fail"
  >
    <ShieldOff size={11} aria-hidden /> Full access
  </span>
);
