/** A block of code in the conversation: its language, a copy button, colours once they are there. */
import { Check, Copy } from 'lucide-react';
import { memo, useEffect, useState } from 'react';
import { IconButton } from '#renderer/ui/button.tsx';
import { highlight, type CodeLines } from './highlight.ts';
import { useCopied } from './use-copied.ts';
import '#renderer/ui/code-colors.css';

/** Longer code is shown without colours: working them out would hold up the page. */
const HIGHLIGHT_MAX_CHARS = 40_000;

const useTokens = (code: string, language: string, complete: boolean): CodeLines | null => {
  const [found, setFound] = useState<{ readonly code: string; readonly lines: CodeLines | null } | null>(null);
  const wanted = complete && language !== '' && code.length <= HIGHLIGHT_MAX_CHARS;
  useEffect(() => {
    if (!wanted) return;
    let current = true;
    void highlight(code, language).then((lines) => current && setFound({ code, lines }));
    return () => {
      current = false;
    };
  }, [code, language, wanted]);
  return found?.code === code ? found.lines : null;
};

const Tokens = ({ lines }: { readonly lines: CodeLines }) =>
  lines.map((line, index) => (
    // Lines of one finished text: their place is what they are.
    <span key={index}>
      {line.map((token, at) => (
        <span key={at} style={token.color === undefined ? undefined : { color: token.color }}>
          {token.text}
        </span>
      ))}
      {index < lines.length - 1 && '\n'}
    </span>
  ));

interface CodeBlockProps {
  readonly code: string;
  readonly language: string;
  /** False while it is still being written. */
  readonly complete: boolean;
}

export const CodeBlock = memo(({ code, language, complete }: CodeBlockProps) => {
  const lines = useTokens(code, language, complete);
  const { copied, copy } = useCopied();
  return (
    <div dir="ltr" className="group/code relative my-2.5 overflow-hidden rounded-md border border-line bg-sunken">
      <div className="flex h-8 items-center justify-between border-b border-line ps-3 pe-1 text-xs text-muted">
        <span className="font-mono">{language === '' ? 'text' : language}</span>
        <IconButton
          label={copied ? 'Copied' : 'Copy code'}
          icon={copied ? <Check size={13} aria-hidden /> : <Copy size={13} aria-hidden />}
          onClick={() => copy(code)}
        />
      </div>
      <pre
        tabIndex={0}
        aria-label={`Code${language === '' ? '' : `, ${language}`}`}
        className="ring-inset-focus max-h-120 overflow-auto px-3 py-2.5 text-sm leading-[1.6] [font-variant-ligatures:none]"
      >
        <code>{lines === null ? code : <Tokens lines={lines} />}</code>
      </pre>
    </div>
  );
});
