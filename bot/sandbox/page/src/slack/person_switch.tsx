// Who one is; anybody of the workspace by a click.
import { useRef, useState } from "preact/hooks";
import { Avatar } from "../parts/avatar";
import { Menu } from "../parts/menu";
import { timeOf } from "../text/dates";
import { nameOf, useReader } from "../text/reader";
import { useDesk } from "./desk";

function cityOf(zone: string): string {
  return (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
}

export function PersonSwitch({ side, small }: { side: "below" | "above"; small?: boolean }) {
  const { state, become } = useDesk();
  const reader = useReader();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const people = state.people.filter((person) => !person.is_bot);
  const items = people.map((person, index) => ({
    heading: index ? undefined : "Be somebody else",
    label: nameOf(person),
    detail: `${timeOf(reader.now, person.tz)} in ${cityOf(person.tz)}`,
    before: <Avatar person={person} size={28} />,
    checked: person.id === reader.me.id,
    onSelect: () => become(person.id),
  }));
  return (
    <>
      <button
        ref={button}
        type="button"
        class="person-switch"
        aria-label={`You are ${nameOf(reader.me)}. Switch person`}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Avatar person={reader.me} size={small ? 28 : 36} />
        <span class="presence" />
      </button>
      {open && (
        <Menu
          anchor={button}
          label="People"
          items={items}
          side={side}
          align={small ? "end" : "start"}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
