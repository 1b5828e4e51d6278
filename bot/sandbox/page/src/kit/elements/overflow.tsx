// overflow: the "…" with up to five options.
import { useRef, useState } from "preact/hooks";
import { Icon } from "../../parts/icon";
import { Menu } from "../../parts/menu";
import { plain } from "../../text/text";
import { useElement } from "../surface";
import type { Option, OverflowElement } from "../element_types";
import { Problem } from "./problem";

export function Overflow({ of }: { of: OverflowElement }) {
  const { pending, problem, choose } = useElement(of);
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const item = (option: Option) => ({
    label: plain(option.text),
    detail: option.description && plain(option.description),
    href: option.url,
    onSelect: () => void choose({ type: of.type, selected_option: option }, true),
  });
  return (
    <span class="with-problem">
      <button
        ref={button}
        type="button"
        class={`button button-more${pending ? " button-pending" : ""}`}
        aria-label="More actions"
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="more" />
      </button>
      <Problem text={problem} />
      {open && (
        <Menu
          anchor={button}
          label="More actions"
          items={of.options.map(item)}
          onClose={() => setOpen(false)}
        />
      )}
    </span>
  );
}
