// The strip at the far left: the workspace, its channels, direct messages, who one is.
import type { Channel } from "../drive/types";
import { Icon, type IconName } from "../parts/icon";
import { isAppsOwn, useDesk } from "./desk";
import { PersonSwitch } from "./person_switch";

interface Props {
  icon: IconName;
  name: string;
  to: Channel | undefined;
  current: boolean;
  unread: boolean;
}

function Stop({ icon, name, to, current, unread }: Props) {
  return (
    <a class="rail-stop" href={`#${to?.id ?? ""}`} aria-current={current ? "true" : undefined}>
      <span class="rail-icon">
        <Icon name={icon} />
        {unread && <span class="rail-unread" />}
      </span>
      {name}
    </a>
  );
}

export function Rail() {
  const { state, route } = useDesk();
  const direct = state.channels.find(isAppsOwn);
  const channels = state.channels.filter((channel) => !isAppsOwn(channel));
  const first = channels.find((channel) => channel.is_bot_member) ?? channels[0];
  const inDirect = route.channel === direct?.id;
  return (
    <nav class="rail" aria-label="Workspace">
      <span class="workspace" aria-hidden="true">
        S
      </span>
      <Stop icon="home" name="Home" to={first} current={!inDirect} unread={false} />
      <Stop
        icon="message"
        name="DMs"
        to={direct}
        current={inDirect}
        unread={Boolean(direct?.unread)}
      />
      <PersonSwitch side="above" />
    </nav>
  );
}
