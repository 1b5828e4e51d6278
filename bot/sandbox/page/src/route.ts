// Where one is: `?as=U…` says who; `#C…` the conversation, `#C…/1700000000.000100` an open thread,
// `#C…/p1700000000000100` a message to look at, `#D…/home` a tab.
import { useEffect, useState } from "preact/hooks";
import { permalinkPlace } from "./text/addresses";

export type Tab = "messages" | "home" | "about";

export interface Route {
  /** null: the list of conversations, where the window is too narrow for both. */
  channel: string | null;
  tab: Tab;
  thread: string | null;
  /** The ts of a message to show. */
  message: string | null;
}

const PLAIN: Omit<Route, "channel"> = { tab: "messages", thread: null, message: null };

function read(hash: string): Route {
  const [channel, rest = ""] = hash.replace(/^#/, "").split("/");
  const at: Route = { channel: channel || null, ...PLAIN };
  if (rest === "home" || rest === "about") return { ...at, tab: rest };
  if (/^p\d{7,}$/.test(rest)) return { ...at, message: rest.slice(1).replace(/(\d{6})$/, ".$1") };
  return { ...at, thread: rest || null };
}

function write({ channel, tab, thread, message }: Route): string {
  const rest =
    thread ?? (message ? `p${message.replace(".", "")}` : tab === "messages" ? null : tab);
  return `#${[channel, rest].filter(Boolean).join("/")}`;
}

/** A permalink that was opened: shown as the page itself shows it. */
function settlePermalink(): void {
  const place = permalinkPlace(location.pathname);
  if (place) history.replaceState(null, "", `/${location.search}${place}`);
}

export function useRoute(): [Route, (to: Partial<Route>) => void] {
  const [route, setRoute] = useState(() => {
    settlePermalink();
    return read(location.hash);
  });
  useEffect(() => {
    const follow = () => setRoute(read(location.hash));
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  const go = (to: Partial<Route>) => {
    const elsewhere = to.channel !== undefined && to.channel !== route.channel;
    location.hash = write({ ...route, ...(elsewhere && PLAIN), ...to });
  };
  return [route, go];
}

const PERSON = "sandbox.person";

/** Who one is: of the address, else who one was last time, else whom the server takes one for (""). */
export function usePerson(): [string, (id: string) => void] {
  const [person, setPerson] = useState(() => {
    const asked = new URLSearchParams(location.search).get("as");
    return asked ?? localStorage.getItem(PERSON) ?? "";
  });
  const become = (id: string) => {
    localStorage.setItem(PERSON, id);
    history.replaceState(null, "", `?as=${id}${location.hash}`);
    setPerson(id);
  };
  return [person, become];
}
