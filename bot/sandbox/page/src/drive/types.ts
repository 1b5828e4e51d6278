// What the sandbox's Slack tells the page; the server documents it with its drive API.
import type { Block, View } from "../kit/types";

export interface Person {
  id: string;
  name: string;
  real_name: string;
  /** An IANA zone. */
  tz: string;
  is_bot: boolean;
  is_admin: boolean;
}

export interface Channel {
  id: string;
  name: string;
  kind: "channel" | "private" | "dm";
  unread: number;
  is_member: boolean;
  is_bot_member: boolean;
  is_archived: boolean;
}

export interface SharedFile {
  id: string;
  name: string;
  title?: string;
  mimetype?: string;
  filetype?: string;
  size?: number;
  url_private?: string;
  url_private_download?: string;
}

export interface Attachment {
  color?: string;
  text?: string;
  fallback?: string;
  blocks?: Block[];
}

export interface Message {
  ts: string;
  user?: string;
  bot_id?: string;
  subtype?: string;
  text: string;
  blocks?: Block[];
  attachments?: Attachment[];
  thread_ts?: string;
  reply_count?: number;
  edited?: { user: string; ts: string };
  is_ephemeral: boolean;
  is_bot: boolean;
  files?: SharedFile[];
}

export interface Shortcut {
  name: string;
  type: "message" | "global";
  callback_id: string;
}

export interface AppInfo {
  name: string;
  bot_user: string;
  command: string | null;
  usage_hint: string;
  has_home: boolean;
  shortcuts: Shortcut[];
}

export interface State {
  /** The person's id. */
  me: string;
  people: Person[];
  channels: Channel[];
  messages: Record<string, Message[]>;
  modal: View | null;
  home: View | null;
  app: AppInfo;
  version: number;
  /** By the sandbox's clock, in ISO 8601. */
  now: string;
}

/** Where something was clicked: in a message, or in a view. */
export type Place = { channel: string; ts: string } | { view_id: string };

/** How something went: *error* is Slack's word for what the app failed at, *said* what Slack tells the person. */
export interface Outcome {
  ok: boolean;
  error?: string;
  errors?: Record<string, string>;
  said?: string;
}

export interface WireEntry {
  n: number;
  at: string;
  direction: "to bot" | "from bot";
  kind: string;
  summary: string;
  payload: unknown;
  ack_ms: number | null;
  status: string;
  refused: string[];
}

/** Something that goes wrong; *count*: how often still, without end if null. */
export interface Fault {
  where: string;
  name: string;
  count: number | null;
}

export interface World {
  now: string;
  profile: string;
  /** What the API can be, and how it can fail: by what is sent, what people read. */
  profiles: Record<string, string>;
  kinds: Record<string, string>;
  faults: Fault[];
  slack_faults: Fault[];
  redis_kinds: Record<string, string>;
  redis_faults: Fault[];
  bot: "starting" | "running" | "restarting" | "stopped";
  invocations: string[];
}
