// What every part of the window works with: the state, the person's doings, where one is.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Drive } from "../drive/drive";
import type { Channel, Message, Person, Shortcut, State } from "../drive/types";
import type { Route } from "../route";

export interface Desk {
  state: State;
  drive: Drive;
  route: Route;
  go: (to: Partial<Route>) => void;
  become: (id: string) => void;
  /** Shows a sentence for a moment. */
  notice: (text: string | null) => void;
}

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("no desk");
  return desk;
}

export function isReply(message: Message): boolean {
  return message.thread_ts !== undefined && message.thread_ts !== message.ts;
}

/** What the conversation itself shows: no replies, except those also sent to it. */
export function mainMessages(messages: Message[]): Message[] {
  return messages.filter((one) => !isReply(one) || one.subtype === "thread_broadcast");
}

export function repliesTo(messages: Message[], ts: string): Message[] {
  return messages.filter((one) => one.thread_ts === ts && one.ts !== ts);
}

export function authorOf(state: State, message: Message): Person | undefined {
  return state.people.find((person) => person.id === message.user);
}

export function shortcutsOf(state: State, type: Shortcut["type"]): Shortcut[] {
  return state.app.shortcuts.filter((shortcut) => shortcut.type === type);
}

/** The app as somebody who writes messages. */
export function appOf(state: State): Person | undefined {
  return state.people.find((person) => person.id === state.app.bot_user);
}

/** The conversation with the app. */
export function isAppsOwn(channel: Channel): boolean {
  return channel.kind === "dm";
}
