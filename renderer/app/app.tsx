/** The whole screen: frame, the route's screen, dialogs, messages. */
import { ToastProvider } from '#renderer/ui/toast.tsx';
import { TooltipProvider } from '#renderer/ui/tooltip.tsx';
import { Dialogs } from './dialogs.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Frame } from './frame.tsx';

export const App = () => (
  <TooltipProvider>
    <ToastProvider>
      <ErrorBoundary>
        <Frame />
      </ErrorBoundary>
      <Dialogs />
    </ToastProvider>
  </TooltipProvider>
);
