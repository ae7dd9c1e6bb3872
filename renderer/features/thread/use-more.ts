/** The newest entries of a long list, and more of them when asked. */
import { useState } from 'react';

interface More {
  /** The first that is shown; so many are hidden before it. */
  readonly from: number;
  readonly more: () => void;
}

export const useMore = (length: number, atOnce: number): More => {
  const [count, setCount] = useState(atOnce);
  return { from: Math.max(0, length - count), more: () => setCount(count + atOnce) };
};
