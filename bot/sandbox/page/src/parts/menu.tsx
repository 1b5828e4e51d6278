// A menu in a popover: arrow keys move, Enter chooses, Escape leaves.
import type { ComponentChildren, RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Popover } from "./popover";

export interface MenuItem {
  label: ComponentChildren;
  detail?: ComponentChildren;
  before?: ComponentChildren;
  /** A line above this item. */
  divided?: boolean;
  heading?: string;
  danger?: boolean;
  checked?: boolean;
  href?: string;
  onSelect: () => void;
}

interface Props {
  anchor: RefObject<HTMLElement | null>;
  label: string;
  items: MenuItem[];
  side?: "below" | "above";
  align?: "start" | "end";
  onClose: () => void;
}

function move(list: HTMLElement, step: (index: number, count: number) => number): void {
  const items = [...list.querySelectorAll<HTMLElement>("[role^=menuitem]")];
  const index = items.indexOf(document.activeElement as HTMLElement);
  items[step(index, items.length)]?.focus();
}

const STEPS: Record<string, (index: number, count: number) => number> = {
  ArrowDown: (index, count) => (index + 1) % count,
  ArrowUp: (index, count) => (index - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

export function Menu({ anchor, label, items, side, align, onClose }: Props) {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (list.current) move(list.current, () => 0);
  }, []);

  const leave = () => {
    onClose();
    anchor.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Tab") return leave();
    const step = STEPS[event.key];
    if (!step || !list.current) return;
    event.preventDefault();
    move(list.current, step);
  };

  return (
    <Popover anchor={anchor} onClose={leave} side={side} align={align} look="menu">
      <div ref={list} role="menu" aria-label={label} onKeyDown={onKeyDown}>
        {items.map((item) => (
          <Entry item={item} onClose={leave} />
        ))}
      </div>
    </Popover>
  );
}

function Entry({ item, onClose }: { item: MenuItem; onClose: () => void }) {
  const select = () => {
    onClose();
    item.onSelect();
  };
  const shared = {
    role: item.checked === undefined ? ("menuitem" as const) : ("menuitemradio" as const),
    tabIndex: -1,
    class: `menu-item${item.danger ? " menu-danger" : ""}`,
    "aria-checked": item.checked,
    onClick: select,
  };
  const inside = (
    <>
      {item.before}
      <span class="menu-words">
        <span>{item.label}</span>
        {item.detail && <small>{item.detail}</small>}
      </span>
    </>
  );
  return (
    <>
      {item.divided && <hr role="none" />}
      {item.heading && (
        <div class="menu-heading" role="presentation">
          {item.heading}
        </div>
      )}
      {item.href ? (
        <a {...shared} href={item.href} target="_blank" rel="noreferrer">
          {inside}
        </a>
      ) : (
        <button {...shared} type="button">
          {inside}
        </button>
      )}
    </>
  );
}
