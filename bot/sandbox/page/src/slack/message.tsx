// One message: who, when, what, and what can be done with it.
import type { Message as MessageType } from "../drive/types";
import { Blocks } from "../kit/blocks/blocks";
import { SurfaceContext, useSurface } from "../kit/surface";
import { Avatar } from "../parts/avatar";
import { Icon } from "../parts/icon";
import { exactly, timeOf } from "../text/dates";
import { Mrkdwn, unescape } from "../text/mrkdwn";
import { nameOf, useReader } from "../text/reader";
import { authorOf, isReply, repliesTo, useDesk } from "./desk";
import { FileCard } from "./file";
import { MessageActions } from "./message_actions";

interface Props {
  of: MessageType;
  channel: string;
  /** Said right after another message of the same person. */
  follows?: boolean;
  inThread?: boolean;
  /** Looked for: it stands out for a moment. */
  shown?: boolean;
}

function Time({ of, bare }: { of: MessageType; bare?: boolean }) {
  const { zone } = useReader();
  const seconds = Number(of.ts);
  const shown = timeOf(seconds, zone);
  return (
    <time class="message-time" title={exactly(seconds, zone)}>
      {bare ? shown.replace(/ [AP]M$/, "") : shown}
    </time>
  );
}

function Edited() {
  return <span class="edited"> (edited)</span>;
}

function Body({ of, channel }: { of: MessageType; channel: string }) {
  const surface = useSurface(useDesk().drive, { channel, ts: of.ts });
  return (
    <SurfaceContext.Provider value={surface}>
      {of.blocks?.length ? (
        <Blocks of={of.blocks} />
      ) : (
        <div class="message-text">
          <Mrkdwn text={of.text} />
          {of.edited && <Edited />}
        </div>
      )}
      {of.attachments?.map((attachment) => (
        <div
          class="attachment"
          style={{ borderColor: attachment.color && `#${attachment.color.replace("#", "")}` }}
        >
          {attachment.blocks ? (
            <Blocks of={attachment.blocks} />
          ) : (
            <Mrkdwn text={attachment.text ?? attachment.fallback ?? ""} />
          )}
        </div>
      ))}
      {of.edited && of.blocks?.length ? <Edited /> : null}
      {of.files?.map((file) => (
        <FileCard key={file.id} of={file} />
      ))}
    </SurfaceContext.Provider>
  );
}

function Replies({ of, channel }: { of: MessageType; channel: string }) {
  const { state, go } = useDesk();
  const replies = repliesTo(state.messages[channel] ?? [], of.ts);
  const last = replies.at(-1);
  if (!last) return null;
  const people = [...new Set(replies.map((reply) => reply.user))].slice(0, 4);
  return (
    <button type="button" class="replies" onClick={() => go({ thread: of.ts })}>
      {people.map((id) => (
        <Avatar person={state.people.find((person) => person.id === id)} size={24} />
      ))}
      <b>{replies.length === 1 ? "1 reply" : `${replies.length} replies`}</b>
      <span class="replies-view">View thread</span>
    </button>
  );
}

export function Message({ of, channel, follows, inThread, shown }: Props) {
  const { state, go } = useDesk();
  const author = authorOf(state, of);
  const name = author ? nameOf(author) : state.app.name;
  const broadcast = isReply(of) && !inThread;
  const parent = broadcast && state.messages[channel]?.find((one) => one.ts === of.thread_ts);
  return (
    <article
      class={`message${follows ? " message-follows" : ""}${shown ? " message-shown" : ""}`}
      data-ts={of.ts}
    >
      {of.is_ephemeral && (
        <div class="message-only">
          <Icon name="eye" size={14} /> Only visible to you
        </div>
      )}
      <div class="message-gutter">
        {follows ? <Time of={of} bare /> : <Avatar person={author} />}
      </div>
      <div class="message-content">
        {!follows && (
          <div class="message-head">
            <b class="message-author">{name}</b>
            {of.is_bot && <span class="badge-app">APP</span>}
            <Time of={of} />
          </div>
        )}
        {broadcast && (
          <button
            type="button"
            class="message-broadcast"
            onClick={() => go({ thread: of.thread_ts })}
          >
            replied to a thread: <span>{parent && unescape(parent.text)}</span>
          </button>
        )}
        <Body of={of} channel={channel} />
        {!inThread && !broadcast && <Replies of={of} channel={channel} />}
      </div>
      {!of.is_ephemeral && <MessageActions of={of} channel={channel} inThread={inThread} />}
    </article>
  );
}
