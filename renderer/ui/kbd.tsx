/** A key, or several pressed together, as printed on the keyboard. Decoration: the name of the control says the same. */
export const Kbd = ({ keys, onSolid = false }: { readonly keys: readonly string[]; readonly onSolid?: boolean }) =>
  keys.length === 0 ? null : (
    <kbd
      aria-hidden
      className={`inline-flex items-center rounded-[4px] border px-1.25 py-0.75 font-mono text-[0.65625rem] leading-none font-medium whitespace-nowrap coarse:hidden ${onSolid ? 'border-current/30 text-current' : 'border-line-strong bg-bg text-muted'}`}
    >
      {keys.join(keys.some((key) => key.length > 1) ? '+' : '')}
    </kbd>
  );
