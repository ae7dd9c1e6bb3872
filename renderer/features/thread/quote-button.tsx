/** Appears beside text that is selected in the conversation and puts it into the reply as a quotation. */
import { Quote } from 'lucide-react';
import { useEffect, useState, type RefObject } from 'react';
import { Button } from '#renderer/ui/button.tsx';

interface QuoteButtonProps {
  readonly within: RefObject<HTMLElement | null>;
  readonly onQuote: (text: string) => void;
}

interface Selected {
  readonly text: string;
  readonly top: number;
  readonly left: number;
}

const selectedIn = (container: HTMLElement | null): Selected | null => {
  const selection = document.getSelection();
  if (container === null || selection === null || selection.isCollapsed || selection.rangeCount === 0) return null;
  const flow = container.querySelector('[data-conversation]');
  if (flow === null || !flow.contains(selection.anchorNode) || !flow.contains(selection.focusNode)) return null;
  const text = selection.toString().trim();
  if (text === '') return null;
  const box = selection.getRangeAt(0).getBoundingClientRect();
  const frame = container.getBoundingClientRect();
  return { text, top: Math.max(8, box.top - frame.top - 36), left: Math.min(Math.max(8, box.left - frame.left), frame.width - 96) };
};

export const QuoteButton = ({ within, onQuote }: QuoteButtonProps) => {
  const [selected, setSelected] = useState<Selected | null>(null);
  useEffect(() => {
    const update = () => setSelected(selectedIn(within.current));
    const clear = () => {
      if (document.getSelection()?.isCollapsed !== false) setSelected(null);
    };
    document.addEventListener('pointerup', update);
    document.addEventListener('keyup', update);
    document.addEventListener('selectionchange', clear);
    return () => {
      document.removeEventListener('pointerup', update);
      document.removeEventListener('keyup', update);
      document.removeEventListener('selectionchange', clear);
    };
  }, [within]);
  if (selected === null) return null;
  return (
    <div className="absolute z-10" style={{ top: selected.top, left: selected.left }}>
      <Button
        className="bg-raised shadow-pop"
        // A press must not take the selection away before the click.
        onPointerDown={(event) => event.preventDefault()}
        onClick={() => {
          onQuote(selected.text);
          setSelected(null);
          document.getSelection()?.removeAllRanges();
        }}
      >
        <Quote size={12} aria-hidden /> Quote
      </Button>
    </div>
  );
};
