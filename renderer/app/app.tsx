/** The whole screen: frame, the route's screen, dialogs, messages. */
import { ToastProvider } from '#renderer/ui/toast.tsx';
import { TooltipProvider } from '#renderer/ui/tooltip.tsx';
import { Dialogs } from './dialogs.tsx';
import { Frame } from './frame.tsx';

export const App = () => (
  <TooltipProvider>
    <ToastProvider>
      <Frame />
      <Dialogs />
    </ToastProvider>
  </TooltipProvider>
);
