/** A text of the settings: saved when the field is left or Enter is pressed. */
import { useState } from 'react';
import { TextField } from '#renderer/ui/field.tsx';

interface SavedTextProps {
  readonly label: string;
  /** What it means, of the text as it is typed. */
  readonly hint: (text: string) => string;
  readonly value: string;
  readonly placeholder: string;
  readonly onSave: (text: string) => void;
}

export const SavedText = ({ label, hint, value, placeholder, onSave }: SavedTextProps) => {
  const [typed, setTyped] = useState<string | null>(null);
  const commit = (): void => {
    if (typed !== null && typed.trim() !== value) onSave(typed.trim());
    setTyped(null);
  };
  return (
    <TextField
      mono
      label={label}
      hint={hint(typed ?? value)}
      value={typed ?? value}
      placeholder={placeholder}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
    />
  );
};
