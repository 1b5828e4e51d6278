// Channels and the app, at the left.
import type { Channel } from "../drive/types";
import { Avatar } from "../parts/avatar";
import { Icon, type IconName } from "../parts/icon";
import { appOf, isAppsOwn, useDesk } from "./desk";
import { PersonSwitch } from "./person_switch";

const ICONS: Record<Channel["kind"], IconName> = {
  channel: "hash",
  private: "lock",
  dm: "message",
};

function Entry({ of }: { of: Channel }) {
  const { state, route } = useDesk();
  const { unread } = of;
  const current = route.channel === of.id;
  const app = appOf(state);
  return (
    <li>
      <a
        class={`sidebar-entry${unread ? " sidebar-unread" : ""}`}
        href={`#${of.id}`}
        aria-current={current ? "page" : undefined}
      >
        {isAppsOwn(of) ? (
          <Avatar person={app} size={20} />
        ) : (
          <Icon name={ICONS[of.kind]} size={16} />
        )}
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
