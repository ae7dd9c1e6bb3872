/** Words of an agent on one line: what stands between backticks is shown as code; nothing else is markup. */
import type { ReactNode } from 'react';
import { inlineParts } from './inline-parts.ts';

export const InlineText = ({ text }: { readonly text: string }): ReactNode =>
  inlineParts(text).map((part, index) =>
    part.code ? (
      <code key={index} className="rounded-sm bg-active px-1 text-[0.92em]">
        {part.text}
      </code>
    ) : (
      part.text
    ),
  );
