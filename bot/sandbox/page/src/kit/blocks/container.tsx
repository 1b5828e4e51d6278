// container: a frame around other blocks, with a title, that may fold.
import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { Icon } from "../../parts/icon";
import { RichText } from "../../text/rich_text";
import { plain, TextObject } from "../../text/text";
import { Image } from "../elements/image";
import type { BlockOf } from "../types";

interface Props {
  of: BlockOf<"container">;
  children: ComponentChildren;
}

export function Container({ of, children }: Props) {
  const id = useId();
  const [open, setOpen] = useState(!(of.is_collapsible && of.default_collapsed));
  const title = of.rich_text_title ? (
    <RichText of={of.rich_text_title} />
  ) : (
    of.title && plain(of.title)
  );
  return (
    <div class={`container container-${of.width ?? "standard"}`}>
      <div class={`container-head${of.has_header_divider && open ? " container-ruled" : ""}`}>
        {of.icon && <Image of={of.icon} small />}
        <div class="container-titles">
          <div class="container-title">{title}</div>
          {of.subtitle && (
            <div class="container-subtitle">
              <TextObject of={of.subtitle} />
            </div>
          )}
        </div>
        {of.is_collapsible && (
          <button
            type="button"
            class="icon-button"
            aria-expanded={open}
            aria-controls={id}
            aria-label={open ? "Collapse" : "Expand"}
            onClick={() => setOpen(!open)}
          >
            <Icon name={open ? "caret" : "next"} size={16} />
          </button>
        )}
      </div>
      <div id={id} hidden={!open}>
        {children}
      </div>
    </div>
  );
}
