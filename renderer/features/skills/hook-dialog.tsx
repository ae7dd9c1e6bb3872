/** Before a hook is trusted: what would run, when, and who says so. */
import type { SeenHook } from '#contract/surroundings.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';

interface HookDialogProps {
  readonly hook: SeenHook;
  readonly agent: string;
  readonly onTrust: () => void;
  readonly onClose: () => void;
}

export const HookDialog = ({ hook, agent, onTrust, onClose }: HookDialogProps) => (
  <Dialog
    open
    onClose={onClose}
    title="Trust this hook?"
    description={`${agent} runs it by itself at “${hook.event}”, with your rights and outside of the sandbox. If it changes, you are asked again.`}
    footer={
      <>
        <Button size="md" onClick={onClose}>
          Leave it off
        </Button>
        <Button
          size="md"
          look="go"
          onClick={() => {
            onTrust();
            onClose();
          }}
        >
          Trust it and switch it on
        </Button>
      </>
    }
  >
    <div className="grid gap-2">
      <pre className="max-h-[40vh] overflow-auto rounded-md bg-sunken p-3 font-mono text-sm whitespace-pre-wrap wrap-anywhere">
        {hook.command}
      </pre>
      {hook.source !== null && <p className="font-mono text-xs wrap-anywhere text-faint">{hook.source}</p>}
    </div>
  </Dialog>
);
