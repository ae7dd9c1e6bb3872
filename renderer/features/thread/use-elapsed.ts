/** Time that runs on, once a second, while something is under way. */
import { useEffect, useState } from 'react';

export const useElapsed = (startedAt: number, running: boolean): number => {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!running) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [running]);
  return now - startedAt;
};
