/** Short messages at the lower edge, with at most one action such as Undo. They wait while the pointer or focus is on them. */
import { Toast as Base } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { buttonClass } from './button.tsx';
import { cx } from './class-names.ts';

export interface ToastMessage {
  readonly text: string;
  /** Second line: what to do about it, or more detail. */
  readonly more?: string;
  readonly tone?: 'plain' | 'fail';
  readonly action?: { readonly label: string; readonly run: () => void };
}

const manager = Base.createToastManager<{ readonly tone: 'plain' | 'fail' }>();
const TIMEOUT_MS = 6000;

/** Shows a message; gives its id, with which it can be closed early. */
export const showToast = ({ text, more, tone = 'plain', action }: ToastMessage): string => {
  const id: string = manager.add({
    title: text,
    ...(more === undefined ? {} : { description: more }),
    data: { tone },
    timeout: tone === 'fail' ? TIMEOUT_MS * 2 : TIMEOUT_MS,
    priority: tone === 'fail' ? 'high' : 'low',
    ...(action === undefined
      ? {}
      : {
          actionProps: {
            children: action.label,
            onClick: () => {
              manager.close(id);
              action.run();
            },
          },
        }),
  });
  return id;
};

export const closeToast = (id: string): void => manager.close(id);

const ToastList = () => {
  const { toasts } = Base.useToastManager<{ readonly tone: 'plain' | 'fail' }>();
  return toasts.map((toast) => (
    <Base.Root
      key={toast.id}
      toast={toast}
      swipeDirection={['down', 'right']}
      className={cx(
        'pointer-events-auto w-full translate-x-(--toast-swipe-movement-x) translate-y-(--toast-swipe-movement-y) rounded-md border bg-raised shadow-pop transition-[opacity,transform] duration-(--slow) data-ending-style:opacity-0 data-limited:hidden data-starting-style:translate-y-2 data-starting-style:opacity-0',
        toast.data?.tone === 'fail' ? 'border-fail/50' : 'border-line-strong',
      )}
    >
      <Base.Content className="flex items-center gap-3 py-2 ps-3.5 pe-2">
        <div className="min-w-0 flex-1">
          <Base.Title className="font-medium wrap-anywhere" />
          <Base.Description className="line-clamp-4 text-sm wrap-anywhere text-muted" />
        </div>
        <Base.Action className={buttonClass('plain', 'sm')} />
        <Base.Close
          aria-label="Dismiss"
          className="grid size-7 shrink-0 place-items-center rounded-sm text-muted hover:bg-hover coarse:size-10"
        >
          <X size={14} aria-hidden />
        </Base.Close>
      </Base.Content>
    </Base.Root>
  ));
};

export const ToastProvider = ({ children }: { readonly children: ReactNode }) => (
  <Base.Provider toastManager={manager} limit={4}>
    {children}
    <Base.Portal>
      <Base.Viewport
        data-toasts
        className="pointer-events-none fixed inset-x-3 bottom-3 z-60 flex flex-col-reverse gap-2 tablet:inset-x-auto tablet:end-5 tablet:bottom-10 tablet:w-96"
      >
        <ToastList />
      </Base.Viewport>
    </Base.Portal>
  </Base.Provider>
);
