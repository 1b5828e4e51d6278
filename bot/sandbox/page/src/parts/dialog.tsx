// A modal window: what is behind it can't be reached until it is closed.
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

interface Props {
  labelledBy: string;
  look?: string;
  /** Escape, or a click beside the window where `dismissible`. */
  onClose: () => void;
  dismissible?: boolean;
  children: ComponentChildren;
}

export function Dialog({ labelledBy, look = "", onClose, dismissible, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    const before = document.activeElement as HTMLElement | null;
    element?.showModal();
    return () => {
      element?.close();
      before?.focus();
    };
  }, []);

  return (
    <dialog
      ref={dialog}
      class={`dialog ${look}`}
      aria-labelledby={labelledBy}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => dismissible && event.target === dialog.current && onClose()}
    >
      {children}
    </dialog>
  );
}
