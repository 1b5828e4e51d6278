// section, header, divider, context, actions, image, alert, video, file.
import { useState } from "preact/hooks";
import { Icon, type IconName } from "../../parts/icon";
import { Link } from "../../text/pieces";
import { plain, TextObject } from "../../text/text";
import { ElementOf } from "../elements/element";
import { Image } from "../elements/image";
import type { BlockOf } from "../types";

const CUT_AT = 700; // characters of a section; Slack folds longer ones behind "See more"

function Long({ of }: { of: NonNullable<BlockOf<"section">["text"]> }) {
  const [open, setOpen] = useState(false);
  if (of.text.length <= CUT_AT) return <TextObject of={of} />;
  return (
    <>
      <div class={open ? undefined : "folded"}>
        <TextObject of={of} />
      </div>
      <button type="button" class="link-button" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? "See less" : "See more"}
      </button>
    </>
  );
}

export function Section({ of }: { of: BlockOf<"section"> }) {
  return (
    <div class="section">
      <div class="section-main">
        {of.text && (of.expand ? <TextObject of={of.text} /> : <Long of={of.text} />)}
        {of.fields && (
          <div class="section-fields">
            {of.fields.map((field) => (
              <div>
                <TextObject of={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {of.accessory && (
        <div class={`section-accessory accessory-${of.accessory.type}`}>
          <ElementOf of={of.accessory} />
        </div>
      )}
    </div>
  );
}

export function Header({ of }: { of: BlockOf<"header"> }) {
  const level = of.level ?? 1;
  return (
    <p class={`header header-${level}`} role="heading" aria-level={level + 2}>
      {plain(of.text)}
    </p>
  );
}

export function Divider() {
  return <hr />;
}

export function Context({ of }: { of: BlockOf<"context"> }) {
  return (
    <div class="context">
      {of.elements.map((element) =>
        element.type === "image" ? (
          <Image of={element} small />
        ) : (
          <span class="context-text">
            <TextObject of={element} />
          </span>
        ),
      )}
    </div>
  );
}

export function Actions({ of }: { of: BlockOf<"actions"> | BlockOf<"context_actions"> }) {
  return (
    <div class={of.type === "actions" ? "block-actions" : "block-actions context-actions"}>
      {of.elements.map((element) => (
        <ElementOf of={element} />
      ))}
    </div>
  );
}

export function ImageBlock({ of }: { of: BlockOf<"image"> }) {
  return (
    <figure class="image-block">
      {of.title && <figcaption>{plain(of.title)}</figcaption>}
      <Image of={of} />
    </figure>
  );
}

const ALERTS: Record<NonNullable<BlockOf<"alert">["level"]>, IconName> = {
  default: "info",
  info: "info",
  warning: "warning",
  error: "warning",
  success: "check",
};

export function Alert({ of }: { of: BlockOf<"alert"> }) {
  const level = of.level ?? "default";
  return (
    <div class={`alert alert-${level}`} role="note">
      <Icon name={ALERTS[level]} size={18} />
      <div>
        <TextObject of={of.text} />
      </div>
    </div>
  );
}

export function Video({ of }: { of: BlockOf<"video"> }) {
  const by = [of.author_name, of.provider_name].filter(Boolean).join(" · ");
  return (
    <div class="video">
      {by && <div class="video-by">{by}</div>}
      <div class="video-title">
        <Link href={of.title_url ?? of.video_url}>{plain(of.title)}</Link>
      </div>
      {of.description && (
        <div>
          <TextObject of={of.description} />
        </div>
      )}
      <div class="video-still">
        <Image of={{ alt_text: of.alt_text, image_url: of.thumbnail_url }} />
        <a
          class="video-play"
          href={of.video_url}
          target="_blank"
          rel="noreferrer"
          aria-label={`Play ${plain(of.title)}`}
        >
          <Icon name="play" size={28} />
        </a>
      </div>
    </div>
  );
}

export function FileBlock({ of }: { of: BlockOf<"file"> }) {
  return (
    <div class="context">
      <Icon name="file" size={16} /> Remote file {of.external_id}
    </div>
  );
}
