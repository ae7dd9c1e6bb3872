/** The first letter of an agent in a square; the name stands beside it. */
export const AgentBadge = ({ label }: { readonly label: string }) => (
  <b
    aria-hidden
    className="grid size-3.75 shrink-0 place-items-center rounded-[4px] bg-active text-[0.5625rem] leading-none font-semibold text-muted"
  >
    {(label.trim()[0] ?? '?').toUpperCase()}
  </b>
);
