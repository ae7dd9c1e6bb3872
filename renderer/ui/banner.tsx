/** A line across the screen for a state that concerns all of it: offline, read-only. */
import type { ReactNode } from 'react';

export const Banner = ({
  tone,
  icon,
  children,
}: {
  readonly tone: 'needs' | 'fail';
  readonly icon: ReactNode;
  readonly children: ReactNode;
}) => (
  <div
    role="status"
    className={`flex flex-wrap items-center gap-2 border-b px-3 py-1.5 text-sm ${tone === 'needs' ? 'border-needs/30 bg-needs-bg text-needs' : 'border-fail/30 bg-fail-bg text-fail'}`}
  >
    {icon}
    {children}
  </div>
);
