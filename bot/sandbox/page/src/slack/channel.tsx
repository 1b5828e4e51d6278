// A conversation: its header, its messages, the composer.
import { useEffect, useState } from "preact/hooks";
import type { Channel as ChannelType } from "../drive/types";
import { Icon } from "../parts/icon";
import { IconButton } from "../parts/icon_button";
import { AppAbout, AppHome } from "./app_tabs";
import { Composer } from "./composer";
import { isAppsOwn, mainMessages, repliesTo, useDesk } from "./desk";
import { Messages } from "./messages";
import type { Tab } from "../route";

const TABS: [tab: Tab, name: string][] = [
  ["home", "Home"],
  ["messages", "Messages"],
  ["about", "About"],
];

function Tabs() {
  const { route, go, state } = useDesk();
  const tabs = TABS.filter(([tab]) => tab !== "home" || state.app.has_home);
  return (
    <div class="tabs" role="tablist" aria-label="Views of the app">
      {tabs.map(([tab, name]) => (
        <button
          type="button"
          role="tab"
          aria-selected={route.tab === tab}
          class="tab"
          onClick={() => go({ tab, thread: null })}
        >
          {name}
        </button>
      ))}
    </div>
  );
}

function Head({ of }: { of: ChannelType }) {
  const { go } = useDesk();
  return (
    <header class="channel-head">
      <IconButton
        icon="back"
        label="Back to conversations"
        look="only-narrow"
        tip="below"
        onClick={() => go({ channel: null })}
      />
      <h2>
        {!isAppsOwn(of) && <Icon name={of.kind === "private" ? "lock" : "hash"} size={18} />}
        {of.name}
      </h2>
      {isAppsOwn(of) && <span class="badge-app">APP</span>}
    </header>
  );
}

function Intro({ of }: { of: ChannelType }) {
  const { state } = useDesk();
  const words = isAppsOwn(of)
    ? `This is the very beginning of your direct message history with ${state.app.name}.`
    : `This is the very beginning of the ${of.kind === "private" ? "private channel" : "channel"} #${of.name}.`;
  return (
    <div class="intro">
      <p>{words}</p>
      {!isAppsOwn(of) && !of.is_bot_member && (
        <p class="intro-note">
          {state.app.name} is not in this channel; its command works here all the same.
        </p>
      )}
    </div>
  );
}

/** Why nothing can be typed here, or null. */
function whyClosed(of: ChannelType): string | null {
  if (of.is_archived) return `#${of.name} has been archived: it can be read, nothing more.`;
  return of.is_member ? null : `You are reading #${of.name} without being a member.`;
}

export function Channel({ of }: { of: ChannelType }) {
  const { state, route, drive } = useDesk();
  const [sent, setSent] = useState(0);
  const app = isAppsOwn(of);
  const closed = whyClosed(of);
  const all = state.messages[of.id] ?? [];
  const title = app ? of.name : `#${of.name}`;
  useEffect(() => {
    if (of.unread > 0) void drive.read(of.id);
  }, [of.id, of.unread]);
  return (
    <main class="channel">
      <Head of={of} />
      {app && <Tabs />}
      {app && route.tab === "home" && <AppHome />}
      {app && route.tab === "about" && <AppAbout />}
      {(!app || route.tab === "messages") && (
        <>
          <Messages
            of={mainMessages(all)}
            channel={of.id}
            label={`Messages in ${title}`}
            sent={sent}
            shown={route.message}
            intro={<Intro of={of} />}
          />
          {closed ? (
            <p class="composer-closed">{closed}</p>
          ) : (
            <Composer
              key={`${state.me}/${of.id}`}
              channel={of.id}
              placeholder={`Message ${title}`}
              onSent={() => setSent(sent + 1)}
            />
          )}
        </>
      )}
    </main>
  );
}

export function Thread({ channel, ts }: { channel: ChannelType; ts: string }) {
  const { state, go } = useDesk();
  const [sent, setSent] = useState(0);
  const all = state.messages[channel.id] ?? [];
  const parent = all.filter((message) => message.ts === ts);
  return (
    <aside class="side thread" aria-label="Thread">
      <header class="side-head">
        <h2>
          Thread <small>{isAppsOwn(channel) ? channel.name : `# ${channel.name}`}</small>
        </h2>
        <IconButton
          icon="close"
          label="Close thread"
          tip="below"
          onClick={() => go({ thread: null })}
        />
      </header>
      <Messages
        of={[...parent, ...repliesTo(all, ts)]}
        channel={channel.id}
        label="Thread"
        sent={sent}
        inThread
      />
      <Composer
        key={`${state.me}/${ts}`}
        channel={channel.id}
        thread={ts}
        placeholder="Reply…"
        onSent={() => setSent(sent + 1)}
      />
    </aside>
  );
}
