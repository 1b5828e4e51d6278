// What a picker offers, one under another; null while it is being asked for.
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "./icon";
import type { Choice } from "./picker";

interface Props {
  id: string;
  of: Choice[] | null;
  active: number;
  many?: boolean;
  isChosen: (choice: Choice) => boolean;
  onChoose: (choice: Choice) => void;
}

export function Listbox({ id, of, active, many, isChosen, onChoose }: Props) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector("[data-active=true]")?.scrollIntoView({ block: "nearest" });
  }, [active, of]);
  const note = of === null ? "Loading…" : of.length ? null : "No results";
  return (
    <div ref={list} id={id} role="listbox" aria-label="Options" aria-multiselectable={many}>
      {note && (
        <div class="listbox-note" role="option" aria-disabled="true" aria-selected="false">
          {note}
        </div>
      )}
      {of?.map((choice, index) => (
        <>
          {choice.group && choice.group !== of[index - 1]?.group && (
            <div class="menu-heading" role="presentation">
              {choice.group}
            </div>
          )}
          <div
            id={`${id}-${index}`}
            role="option"
            class="menu-item"
            data-active={index === active}
            aria-selected={isChosen(choice)}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onChoose(choice)}
          >
            {choice.before}
            <span class="menu-words">
              <span>{choice.label}</span>
              {choice.detail && <small>{choice.detail}</small>}
            </span>
            {isChosen(choice) && <Icon name="check" size={16} />}
          </div>
        </>
      ))}
    </div>
  );
}
