/**
 * An agent's words as markdown. Raw HTML is shown as the text it is, addresses can be seen before they are followed,
 * pictures from elsewhere are links and never loaded: loading one would tell its server that the answer was read.
 */
import { Streamdown, defaultRehypePlugins, useIsCodeFenceIncomplete, type Components } from 'streamdown';
import { createContext, isValidElement, memo, useContext, type ReactNode } from 'react';
import { ExternalLink, FileCode, ImageIcon } from 'lucide-react';
import { CodeBlock } from './code-block.tsx';
import { linkTarget } from './link-target.ts';
import './markdown.css';

export interface MarkdownPlace {
  /** The thread's worktree; absolute paths in it are links to its files. */
  readonly folder: string | null;
  readonly openFile: (path: string, line: number | null) => void;
}
const Place = createContext<MarkdownPlace>({ folder: null, openFile: () => {} });
export const MarkdownPlaceProvider = Place.Provider;

const textOf = (node: ReactNode): string => {
  if (typeof node === 'string' || typeof node === 'number') return String(node);
  if (Array.isArray(node)) return node.map(textOf).join('');
  return isValidElement<{ children?: ReactNode }>(node) ? textOf(node.props.children) : '';
};

const Code: Components['code'] = ({ className, children, ...rest }) => {
  const unfinished = useIsCodeFenceIncomplete();
  if (!('data-block' in rest)) return <code className="inline-code">{children}</code>;
  const language = /language-(\S+)/.exec(className ?? '')?.[1] ?? '';
  return <CodeBlock code={textOf(children).replace(/\n$/, '')} language={language.toLowerCase()} complete={!unfinished} />;
};

const Link: Components['a'] = ({ href, children }) => {
  const { folder, openFile } = useContext(Place);
  const target = linkTarget(href ?? '', folder);
  switch (target.kind) {
    case 'web':
      return (
        <a href={target.href} title={target.href} target="_blank" rel="noreferrer noopener">
          {children}
          {!textOf(children).includes(target.host) && (
            <ExternalLink size={11} aria-label={`opens ${target.host}`} className="ms-0.5 inline align-baseline" />
          )}
        </a>
      );
    case 'file':
      return (
        <button
          type="button"
          title={target.path}
          onClick={() => openFile(target.path, target.line)}
          className="inline rounded-[4px] bg-active px-1 font-mono text-[0.92em] text-review hover:underline"
        >
          <FileCode size={11} aria-hidden className="me-1 inline" />
          {children}
        </button>
      );
    case 'none':
      return <span title={href}>{children}</span>;
  }
};

const Picture: Components['img'] = ({ src, alt }) => {
  const address = typeof src === 'string' ? src : '';
  if (address.startsWith('data:image/')) return <img src={address} alt={alt ?? ''} className="max-h-100 max-w-full rounded-md" />;
  const target = linkTarget(address, null);
  const text = alt === undefined || alt === '' ? 'Picture' : alt;
  return (
    <span className="inline-flex items-center gap-1.5 rounded-sm border border-line px-1.5 py-0.5 text-sm text-muted">
      <ImageIcon size={12} aria-hidden />
      {target.kind === 'web' ? (
        <a href={target.href} title={target.href} target="_blank" rel="noreferrer noopener">
          {text} ({target.host})
        </a>
      ) : (
        text
      )}
    </span>
  );
};

const plain = (
  Tag:
    | 'p'
    | 'ul'
    | 'ol'
    | 'li'
    | 'h1'
    | 'h2'
    | 'h3'
    | 'h4'
    | 'h5'
    | 'h6'
    | 'blockquote'
    | 'hr'
    | 'strong'
    | 'sup'
    | 'sub'
    | 'section'
    | 'thead'
    | 'tbody'
    | 'tr'
    | 'th'
    | 'td',
) => {
  const Plain = ({ node: _node, className: _className, ...rest }: Record<string, unknown>) => <Tag {...rest} />;
  return Plain;
};

const Table = ({ children }: { readonly children?: ReactNode }) => (
  <div tabIndex={0} role="group" aria-label="Table" className="my-2.5 max-w-full overflow-x-auto">
    <table>{children}</table>
  </div>
);

const components = {
  ...Object.fromEntries(
    (
      [
        'p',
        'ul',
        'ol',
        'li',
        'h1',
        'h2',
        'h3',
        'h4',
        'h5',
        'h6',
        'blockquote',
        'hr',
        'strong',
        'sup',
        'sub',
        'section',
        'thead',
        'tbody',
        'tr',
        'th',
        'td',
      ] as const
    ).map((tag) => [tag, plain(tag)]),
  ),
  code: Code,
  a: Link,
  img: Picture,
  table: Table,
} as Components;

/** Where links and pictures lead is decided above; the library's own hardening would block files of the worktree. */
const rehypePlugins = [defaultRehypePlugins['sanitize']].filter((plugin) => plugin !== undefined);

/** `live`: still being written; a half sentence of markdown is closed where it stands. */
export const Markdown = memo(({ text, live = false }: { readonly text: string; readonly live?: boolean }) => (
  <Streamdown
    className="prose"
    dir="auto"
    mode={live ? 'streaming' : 'static'}
    parseIncompleteMarkdown={live}
    components={components}
    rehypePlugins={rehypePlugins}
    controls={false}
    linkSafety={{ enabled: false }}
  >
    {text}
  </Streamdown>
));
