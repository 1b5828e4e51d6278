// The whole window: the strip above, the sidebar, the conversation, and what opens at its side.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Drive } from "./drive/drive";
import { useLive } from "./drive/live";
import type { Person, State } from "./drive/types";
import { Questions } from "./parts/confirm";
import { Icon } from "./parts/icon";
import { useKept, useTheme } from "./preferences";
import { usePerson, useRoute } from "./route";
import { Guide } from "./sandbox/guide";
import { type Drawer, TopBar } from "./sandbox/top_bar";
import { Wire } from "./sandbox/wire";
import { World } from "./sandbox/world";
import { Channel, Thread } from "./slack/channel";
import { type Desk, DeskContext } from "./slack/desk";
import { Modal } from "./slack/modal";
import { Rail } from "./slack/rail";
import { Sidebar } from "./slack/sidebar";
import { ReaderContext } from "./text/reader";

const NOTICE_MS = 5000;
const NARROW = matchMedia("(max-width: 767px)");

/** The sentence shown at the moment, and how to show one. */
function useNotice(): [string | null, (text: string | null) => void] {
  const [notice, setNotice] = useState<string | null>(null);
  useEffect(() => {
    if (!notice) return undefined;
    const timer = setTimeout(() => setNotice(null), NOTICE_MS);
    return () => clearTimeout(timer);
  }, [notice]);
  return [notice, setNotice];
}

function readerOf(state: State) {
  const { people, channels } = state;
  const me = people.find((person) => person.id === state.me) as Person;
  return { me, people, channels, now: Date.parse(state.now) / 1000, zone: me.tz };
}

/** Where one begins: a channel that the app is in. */
function firstChannel(state: State): string | undefined {
  const channels = state.channels.filter((channel) => channel.kind === "channel");
  return (channels.find((channel) => channel.is_bot_member) ?? state.channels[0])?.id;
}

export function App() {
  const [theme, onTheme] = useTheme();
  const [person, become] = usePerson();
  const [route, go] = useRoute();
  const drive = useMemo(() => new Drive(person), [person]);
  const { state, offline, stranger } = useLive(drive);
  const opened = useRef(false);
  const [notice, setNotice] = useNotice();
  const [drawer, setDrawer] = useState<Drawer | null>(null);
  const [guided, setGuided] = useKept("sandbox.guide", true);

  useEffect(() => {
    if (person) void drive.reload();
  }, []);
  useEffect(() => {
    if (!state) return;
    const known = state.channels.some((channel) => channel.id === route.channel);
    const fromList = NARROW.matches && opened.current;
    if (!known && !fromList) go({ channel: firstChannel(state) });
    opened.current = true;
  }, [state, route.channel]);
  useEffect(() => {
    if (stranger && person) become("");
    else if (!person && state) become(state.me);
  }, [person, state?.me, stranger]);

  const channel = state?.channels.find((one) => one.id === route.channel);
  useEffect(() => {
    document.title = [channel?.name, "Sandbox", "Slack"].filter(Boolean).join(" – ");
  }, [channel?.name]);

  if (!state) return <Waiting offline={offline} />;
  const desk: Desk = { state, drive, route, go, become, notice: setNotice };
  return (
    <DeskContext.Provider value={desk}>
      <ReaderContext.Provider value={readerOf(state)}>
        <Questions>
          <div class={`window${channel ? " window-open" : ""}`}>
            <TopBar
              drawer={drawer}
              onDrawer={setDrawer}
              guided={guided}
              onGuide={() => setGuided(!guided)}
              theme={theme}
              onTheme={onTheme}
            />
            <Rail />
            <Sidebar />
            <div class="stage">
              {guided && <Guide onClose={() => setGuided(false)} />}
              {channel && <Channel of={channel} />}
            </div>
            {!drawer && channel && route.thread && <Thread channel={channel} ts={route.thread} />}
            {drawer === "wire" && <Wire onClose={() => setDrawer(null)} />}
            {drawer === "world" && <World onClose={() => setDrawer(null)} />}
            {offline && (
              <div class="offline" role="status">
                The sandbox doesn't answer. Trying again…
              </div>
            )}
            {notice && (
              <div class="notice" role="status">
                {notice}
                <button type="button" aria-label="Dismiss" onClick={() => setNotice(null)}>
                  <Icon name="close" size={14} />
                </button>
              </div>
            )}
          </div>
          {state.modal && <Modal key={state.modal.id} view={state.modal} />}
        </Questions>
      </ReaderContext.Provider>
    </DeskContext.Provider>
  );
}

function Waiting({ offline }: { offline: boolean }) {
  return (
    <div class="waiting" role="status">
      {offline ? "The sandbox doesn't answer. Trying again…" : "Opening the sandbox…"}
    </div>
  );
}
