// Channels and the app, at the left; who one is, at the bottom.
import { useRef, useState } from "preact/hooks";
import type { Channel } from "../drive/types";
import { Avatar } from "../parts/avatar";
import { Icon, type IconName } from "../parts/icon";
import { Menu } from "../parts/menu";
import { timeOf } from "../text/dates";
import { nameOf, useReader } from "../text/reader";
import { appOf, isAppsOwn, useDesk } from "./desk";

const ICONS: Record<Channel["kind"], IconName> = { channel: "hash", private: "lock", dm: "message" };

function Entry({ of }: { of: Channel }) {
  const { state, route } = useDesk();
  const { unread } = of;
  const current = route.channel === of.id;
  const app = appOf(state);
  return (
    <li>
      <a class={`sidebar-entry${unread ? " sidebar-unread" : ""}`} href={`#${of.id}`} aria-current={current ? "page" : undefined}>
        {isAppsOwn(of) ? <Avatar person={app} size={20} /> : <Icon name={ICONS[of.kind]} size={16} />}
        <span>{of.name}</span>
        {unread > 0 && (
          <span class="sidebar-count">
            {unread}
            <span class="unseen"> unread</span>
          </span>
        )}
      </a>
    </li>
  );
}

function Group({ title, of }: { title: string; of: Channel[] }) {
  if (!of.length) return null;
  return (
    <section class="sidebar-group">
      <h2>
        <Icon name="caret" size={14} /> {title}
      </h2>
      <ul>
        {of.map((channel) => (
          <Entry key={channel.id} of={channel} />
        ))}
      </ul>
    </section>
  );
}

export function Sidebar() {
  const { state } = useDesk();
  return (
    <nav class="sidebar" aria-label="Conversations">
      <header class="sidebar-head">
        <h1>Sandbox</h1>
        <PersonSwitch side="below" small />
      </header>
      <div class="sidebar-groups">
        <Group title="Channels" of={state.channels.filter((channel) => !isAppsOwn(channel))} />
        <Group title="Apps" of={state.channels.filter(isAppsOwn)} />
      </div>
    </nav>
  );
}

function cityOf(zone: string): string {
  return (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
}

/** Who one is; anybody of the workspace by a click. */
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
      {open && <Menu anchor={button} label="People" items={items} side={side} align={small ? "end" : "start"} onClose={() => setOpen(false)} />}
    </>
  );
}
