/** Copying with a tick that stays for a moment. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { showToast } from '#renderer/ui/toast.tsx';

const TICK_MS = 1500;

export const useCopied = (): { readonly copied: boolean; readonly copy: (text: string) => void } => {
  const [copied, setCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = useCallback((text: string) => {
    navigator.clipboard.writeText(text).then(
      () => {
        setCopied(true);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => setCopied(false), TICK_MS);
      },
      () => showToast({ text: 'The browser did not allow copying.', more: 'Select the text and copy it by hand.', tone: 'fail' }),
    );
  }, []);
  return { copied, copy };
};
