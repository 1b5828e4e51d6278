// Something that floats beside its anchor until one clicks elsewhere or presses Escape.
import type { ComponentChildren, RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

interface Props {
  anchor: RefObject<HTMLElement | null>;
  onClose: () => void;
  side?: "below" | "above";
  align?: "start" | "end";
  /** As wide as the anchor at least. */
  fit?: boolean;
  look?: string;
  children: ComponentChildren;
}

const GAP = 4;
const MARGIN = 8;

function within(value: number, size: number, available: number): number {
  return Math.max(MARGIN, Math.min(value, available - size - MARGIN));
}

/** Puts the panel below or above its anchor, wherever it fits, inside the window. */
function place(panel: HTMLElement, anchor: HTMLElement, side: string, align: string): void {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const below = at.bottom + GAP;
  const above = at.top - GAP - height;
  const roomBelow = below + height + MARGIN <= innerHeight;
  const wanted =
    side === "below"
      ? roomBelow || above < MARGIN
        ? below
        : above
      : above >= MARGIN
        ? above
        : below;
  const left = align === "start" ? at.left : at.right - width;
  panel.style.top = `${within(wanted, height, innerHeight)}px`;
  panel.style.left = `${within(left, width, innerWidth)}px`;
}

export function Popover({
  anchor,
  onClose,
  side = "below",
  align = "start",
  fit,
  look,
  children,
}: Props) {
  const panel = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    const element = panel.current;
    const beside = anchor.current;
    if (!element || !beside) return undefined;
    if (fit) element.style.minWidth = `${beside.offsetWidth}px`;
    element.showPopover();
    const settle = () => place(element, beside, side, align);
    settle();
    const sizes = new ResizeObserver(settle);
    sizes.observe(element);
    sizes.observe(beside);
    addEventListener("scroll", settle, true);
    addEventListener("resize", settle);
    return () => {
      sizes.disconnect();
      removeEventListener("scroll", settle, true);
      removeEventListener("resize", settle);
    };
  }, []);

  useLayoutEffect(() => {
    const elsewhere = (event: PointerEvent) => {
      const target = event.target as Node;
      if (!panel.current?.contains(target) && !anchor.current?.contains(target)) onClose();
    };
    const escape = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      onClose();
    };
    addEventListener("pointerdown", elsewhere, true);
    addEventListener("keydown", escape, true);
    return () => {
      removeEventListener("pointerdown", elsewhere, true);
      removeEventListener("keydown", escape, true);
    };
  }, [onClose]);

  return (
    <div ref={panel} popover="manual" class={`popover ${look ?? ""}`}>
      {children}
    </div>
  );
}
