/** The mark: one track that leaves another. */
export const Brand = ({ size = 18 }: { readonly size?: number }) => (
  <svg
    width={size}
    height={size}
    viewBox="0 0 18 18"
    fill="none"
    stroke="var(--accent)"
    strokeWidth="1.8"
    strokeLinecap="round"
    aria-hidden
  >
    <path d="M2 13h14M2 13C8 13 8 5 16 5" />
  </svg>
);
