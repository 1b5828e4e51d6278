// A field that offers a list: type to narrow it, arrows and Enter to choose; one or several.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Icon } from "./icon";
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
  /** What to offer for what was typed. */
  offer: (query: string) => Choice[] | Promise<Choice[]>;
  onChoose: (chosen: Choice[]) => void;
  names: Record<string, string | boolean | undefined>;
}

const PAUSE_MS = 150;

/** The choices for *query*, asked for when one stops typing. */
function useOffer(open: boolean, query: string, offer: Props["offer"]): Choice[] | null {
  const [choices, setChoices] = useState<Choice[] | null>(null);
  useEffect(() => {
    if (!open) return undefined;
    const now = offer(query);
    if (Array.isArray(now)) {
      setChoices(now);
      return undefined;
    }
    let current = true;
    now.then((found) => current && setChoices(found));
    return () => {
      current = false;
    };
  }, [open, query]);
  return choices;
}

/** The text, a moment after it stopped changing. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

export function Picker({ placeholder, chosen, many, most, pending, offer, onChoose, names }: Props) {
  const id = useId();
  const field = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const choices = useOffer(open, useSettled(query), offer);
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
  const onKeyDown = (event: KeyboardEvent) => {
    const count = choices?.length ?? 0;
    const picked = choices?.[active];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (open && count) setActive((active + step + count) % count);
      setOpen(true);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (open && picked) choose(picked);
      else setOpen(true);
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
          <Choices id={id} of={choices} active={active} isChosen={isChosen} many={many} onChoose={choose} />
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

interface ChoicesProps {
  id: string;
  of: Choice[] | null;
  active: number;
  many?: boolean;
  isChosen: (choice: Choice) => boolean;
  onChoose: (choice: Choice) => void;
}

function Choices({ id, of, active, many, isChosen, onChoose }: ChoicesProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector("[data-active=true]")?.scrollIntoView({ block: "nearest" });
  }, [active, of]);
  const note = of === null ? "Loading…" : of.length ? null : "No results";
  return (
    <div ref={list} id={id} role="listbox" aria-label="Options" aria-multiselectable={many}>
      {note && <div class="listbox-note" role="option" aria-disabled="true" aria-selected="false">{note}</div>}
      {of?.map((choice, index) => (
        <>
          {choice.group && choice.group !== of[index - 1]?.group && (
            <div class="menu-heading" role="presentation">{choice.group}</div>
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
