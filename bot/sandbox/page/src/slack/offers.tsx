// What the composer offers above itself: the slash command with its hint, people to mention.
import type { ComponentChildren } from "preact";
import type { State } from "../drive/types";
import { Avatar } from "../parts/avatar";
import { nameOf } from "../text/reader";
import { appOf } from "./desk";

export interface Offer {
  /** Replaces the text from here to the caret. */
  from: number;
  insert: string;
  /** Already typed: Enter sends, and does not choose. */
  typed: boolean;
  label: string;
  hint?: string;
  detail?: string;
  before: ComponentChildren;
}

function commands(text: string, state: State): Offer[] {
  const { command, usage_hint, name } = state.app;
  if (!command || !text.startsWith("/")) return [];
  const [word = ""] = text.split(/\s/, 1);
  const typed = word === command;
  if (!typed && (!command.startsWith(word) || /\s/.test(text))) return [];
  const before = <Avatar person={appOf(state)} size={36} />;
  return [
    {
      from: 0,
      insert: typed ? text : `${command} `,
      typed,
      label: command,
      hint: usage_hint,
      detail: name,
      before,
    },
  ];
}

function mentions(text: string, caret: number, state: State): Offer[] {
  const [, word] = /(?:^|\s)@([\w.-]*)$/.exec(text.slice(0, caret)) ?? [];
  if (word === undefined) return [];
  const fits = (name: string) => name.toLowerCase().startsWith(word.toLowerCase());
  const from = caret - word.length - 1;
  return state.people
    .filter((person) => fits(person.name) || fits(nameOf(person)))
    .map((person) => ({
      from,
      insert: `@${person.name} `,
      typed: false,
      label: nameOf(person),
      hint: person.name,
      before: <Avatar person={person} size={24} />,
    }));
}

export function offersFor(text: string, caret: number, state: State): Offer[] {
  const found = commands(text, state);
  return found.length ? found : mentions(text, caret, state);
}

interface Props {
  of: Offer[];
  active: number;
  onChoose: (index: number) => void;
}

export function Offers({ of, active, onChoose }: Props) {
  if (!of.length) return null;
  return (
    <div id="offers" class="offers" role="listbox" aria-label="Suggestions">
      {of.map((offer, index) => (
        <div
          id={`offer-${index}`}
          role="option"
          aria-selected={index === active}
          class="offer"
          onPointerDown={(event) => {
            event.preventDefault();
            onChoose(index);
          }}
        >
          {offer.before}
          <span class="menu-words">
            <span>
              <b>{offer.label}</b> {offer.hint && <span class="offer-hint">{offer.hint}</span>}
            </span>
            {offer.detail && <small>{offer.detail}</small>}
          </span>
        </div>
      ))}
    </div>
  );
}
