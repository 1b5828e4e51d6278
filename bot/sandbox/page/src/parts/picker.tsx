// A field that offers a list: type to narrow it, arrows and Enter to choose; one or several.
import type { ComponentChildren } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { type Ask, useAsked } from "./asked";
import { Icon } from "./icon";
import { Listbox } from "./listbox";
import { Popover } from "./popover";

export interface Choice {
  value: string;
  label: string;
  detail?: string;
  before?: ComponentChildren;
  group?: string;
}

interface Props {
  placeholder: string;
  chosen: Choice[];
  many?: boolean;
  most?: number;
  pending?: boolean;
  /** What to offer for what was typed, where the page knows it; else *ask* for it. */
  offer?: (query: string) => Choice[];
  ask?: Ask;
  onChoose: (chosen: Choice[]) => void;
  names: Record<string, string | boolean | undefined>;
}

export function Picker({
  placeholder,
  chosen,
  many,
  most,
  pending,
  offer,
  ask,
  onChoose,
  names,
}: Props) {
  const id = useId();
  const field = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const asked = useAsked(ask, query, open);
  const choices = offer ? offer(query) : asked;
  const isChosen = (choice: Choice) => chosen.some((one) => one.value === choice.value);
  const full = many && most !== undefined && chosen.length >= most;

  const leave = () => {
    setOpen(false);
    setQuery("");
    setActive(0);
  };
  const choose = (choice: Choice) => {
    if (!many) {
      leave();
      onChoose([choice]);
    } else if (isChosen(choice)) onChoose(chosen.filter((one) => one.value !== choice.value));
    else if (!full) onChoose([...chosen, choice]);
    setQuery("");
  };
  const step = (by: number) => {
    const count = choices?.length ?? 0;
    if (open && count) setActive((active + by + count) % count);
    setOpen(true);
  };
  const enter = () => {
    const picked = open && choices?.[active];
    if (picked) choose(picked);
    else setOpen(true);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const act = { ArrowDown: () => step(1), ArrowUp: () => step(-1), Enter: enter }[event.key];
    if (act) {
      event.preventDefault();
      act();
    } else if (event.key === "Backspace" && !query && many) onChoose(chosen.slice(0, -1));
    else if (event.key === "Tab") leave();
  };

  const label = many ? "" : (chosen[0]?.label ?? "");
  return (
    <div class={`picker${pending ? " picker-pending" : ""}`}>
      <div
        ref={field}
        class="picker-field"
        onClick={() => {
          input.current?.focus();
          setOpen(true);
        }}
      >
        {many && chosen.map((one) => <Chip of={one} onRemove={() => choose(one)} />)}
        <input
          ref={input}
          role="combobox"
          autocomplete="off"
          {...names}
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          aria-autocomplete="list"
          aria-activedescendant={open && choices?.[active] ? `${id}-${active}` : undefined}
          placeholder={label || (many && chosen.length ? "" : placeholder)}
          class={label ? "picker-chosen" : undefined}
          value={open ? query : label}
          onInput={(event) => {
            setQuery(event.currentTarget.value);
            setActive(0);
            setOpen(true);
          }}
          onKeyDown={onKeyDown}
        />
        <Icon name="caret" size={16} />
      </div>
      {open && (
        <Popover anchor={field} onClose={leave} fit look="listbox">
          <Listbox
            id={id}
            of={choices}
            active={active}
            isChosen={isChosen}
            many={many}
            onChoose={choose}
          />
        </Popover>
      )}
    </div>
  );
}

function Chip({ of, onRemove }: { of: Choice; onRemove: () => void }) {
  return (
    <span class="chip">
      {of.before}
      {of.label}
      <button type="button" aria-label={`Remove ${of.label}`} onClick={onRemove}>
        <Icon name="close" size={12} />
      </button>
    </span>
  );
}
