/** Text as it is, in a box that scrolls. */
export const MonoText = ({ text, label }: { readonly text: string; readonly label: string }) => (
  <pre
    dir="ltr"
    tabIndex={0}
    aria-label={label}
    className="ring-inset-focus max-h-60 overflow-auto rounded-md border border-line bg-sunken px-3 py-2 text-sm whitespace-pre-wrap wrap-anywhere"
  >
    {text}
  </pre>
);
