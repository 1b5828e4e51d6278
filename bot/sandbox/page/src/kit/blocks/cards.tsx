// card and carousel.
import { useRef } from "preact/hooks";
import { Icon } from "../../parts/icon";
import { IconButton } from "../../parts/icon_button";
import { TextObject } from "../../text/text";
import { Buttons } from "../elements/button";
import { Image } from "../elements/image";
import type { BlockOf, Card as CardBlock } from "../types";

export function Card({ of }: { of: CardBlock }) {
  return (
    <article class="card">
      {of.hero_image && (
        <div class="card-hero">
          <Image of={of.hero_image} />
        </div>
      )}
      <div class="card-words">
        <div class="card-head">
          {of.icon && <Image of={of.icon} small />}
          {of.slack_icon && <Icon name="bell" />}
          <div>
            {of.title && (
              <div class="card-title">
                <TextObject of={of.title} />
              </div>
            )}
            {of.subtitle && (
              <div class="card-subtitle">
                <TextObject of={of.subtitle} />
              </div>
            )}
          </div>
        </div>
        {of.body && (
          <div>
            <TextObject of={of.body} />
          </div>
        )}
        {of.subtext && (
          <div class="card-subtitle">
            <TextObject of={of.subtext} />
          </div>
        )}
        {of.actions && <Buttons of={of.actions} block={of.block_id ?? ""} />}
      </div>
    </article>
  );
}

export function Carousel({ of }: { of: BlockOf<"carousel"> }) {
  const strip = useRef<HTMLDivElement>(null);
  const turn = (by: number) => {
    const width = strip.current?.firstElementChild?.clientWidth ?? 0;
    strip.current?.scrollBy({ left: by * (width + 8), behavior: "smooth" });
  };
  return (
    <div class="carousel" role="group" aria-label="Cards">
      <div
        class="carousel-strip"
        ref={strip}
        tabIndex={0}
        role="region"
        aria-label="Cards, scrollable"
      >
        {of.elements.map((card) => (
          <Card of={card} />
        ))}
      </div>
      <div class="carousel-turn">
        <IconButton icon="back" label="Previous cards" onClick={() => turn(-1)} />
        <IconButton icon="next" label="Next cards" onClick={() => turn(1)} />
      </div>
    </div>
  );
}
