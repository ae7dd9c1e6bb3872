/** A call of a tool: what it was called with, field by field, and what came back, as it is best read. */
import { memo, useMemo } from 'react';
import { CodeBlock } from './code-block.tsx';
import { Markdown } from './markdown.tsx';
import { MonoText } from './mono-text.tsx';
import { ShownImages } from './shown-images.tsx';
import { ShownOutput } from './shown-output.tsx';
import { SourceList } from './source-list.tsx';
import { laidOut } from './step-text.ts';
import { argumentFields, resultText, toolUse, type ToolItem } from './tool-use.ts';

/** Arguments of a call, field by field where that reads better. */
export const Arguments = ({ input, label = 'Arguments' }: { readonly input: string; readonly label?: string }) => {
  const fields = useMemo(() => argumentFields(input), [input]);
  if (input.trim() === '' || fields?.length === 0) return null;
  if (fields === null) return <MonoText text={laidOut(input)} label={label} />;
  return (
    <dl aria-label={label} className="grid grid-cols-[minmax(4rem,auto)_minmax(0,1fr)] gap-x-3 gap-y-1 text-sm">
      {fields.map(({ name, value, long }) => (
        <div key={name} className="contents">
          <dt className="truncate text-faint">{name}</dt>
          <dd dir="auto" className="min-w-0 font-mono wrap-anywhere">
            {long ? <MonoText text={value} label={name} /> : value === '' ? <span className="text-faint">empty</span> : value}
          </dd>
        </div>
      ))}
    </dl>
  );
};

const Result = memo(({ item }: { readonly item: ToolItem }) => {
  const result = useMemo(() => resultText(item), [item]);
  const live = item.status === 'live';
  const shows = (item.images?.length ?? 0) + (item.citations?.length ?? 0) > 0;
  if (live || (result.kind === 'text' && !(shows && result.text.trim() === ''))) return <ShownOutput item={item} label="Result" />;
  if (result.text.trim() === '') return null;
  if (result.kind === 'json') return <CodeBlock code={result.text} language="json" complete />;
  return (
    <div
      tabIndex={0}
      role="group"
      aria-label="Result"
      className="ring-inset-focus max-h-100 overflow-auto rounded-md border border-line bg-sunken px-3 py-2"
    >
      <Markdown text={result.text} />
    </div>
  );
});

export const ToolDetail = ({ item }: { readonly item: ToolItem }) => (
  <>
    {item.title !== undefined && (
      <p className="text-sm text-faint wrap-anywhere">
        {item.server !== null && `${item.server} · `}
        <span className="font-mono">{item.tool}</span>
      </p>
    )}
    <Arguments input={item.input} />
    <SourceList sources={item.citations ?? []} label={toolUse(item) === 'web-search' ? 'Found' : 'Sources'} id={item.id} />
    <Result item={item} />
    <ShownImages images={item.images ?? []} />
  </>
);
