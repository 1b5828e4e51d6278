// The messages of a conversation or thread, by days, the newest in sight.
import { type ComponentChildren, Fragment } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Message as MessageType } from "../drive/types";
import { dayDivider, dayOf } from "../text/dates";
import { useReader } from "../text/reader";
import { Message } from "./message";

const TOGETHER_SECONDS = 300;
const NEAR_THE_END = 80; // px
const MARGIN = 8; // px

function follows(message: MessageType, before: MessageType | undefined): boolean {
  if (!before || before.user !== message.user) return false;
  if (before.is_ephemeral || message.is_ephemeral || message.subtype === "thread_broadcast")
    return false;
  return Number(message.ts) - Number(before.ts) < TOGETHER_SECONDS;
}

/** Where to scroll for the newest message: to the very end, or to its top if it is taller than the window. */
function endOf(box: HTMLElement): number {
  const newest = box.querySelector<HTMLElement>(".messages-inner > .message:last-child");
  const end = box.scrollHeight - box.clientHeight;
  return newest ? Math.min(end, newest.offsetTop - MARGIN) : end;
}

/** Keeps the end in sight while one is there; moves to it when *key* changes. */
function useEnd(key: string, newest: string | undefined) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const settled = useRef(0);
  useLayoutEffect(() => {
    atEnd.current = true;
  }, [key]);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const settle = () => {
      if (!atEnd.current) return;
      element.scrollTop = endOf(element);
      settled.current = element.scrollTop;
    };
    settle();
    const sizes = new ResizeObserver(settle);
    for (const child of element.children) sizes.observe(child);
    sizes.observe(element);
    return () => sizes.disconnect();
  }, [key, newest]);
  const onScroll = () => {
    const element = box.current as HTMLDivElement;
    if (element.scrollTop === settled.current) return;
    atEnd.current = element.scrollTop > endOf(element) - NEAR_THE_END;
  };
  return { box, onScroll };
}

interface Props {
  of: MessageType[];
  channel: string;
  label: string;
  inThread?: boolean;
  /** How often one has sent something: whoever does looks at the end again. */
  sent: number;
  /** The ts of the message to bring into sight. */
  shown?: string | null;
  intro?: ComponentChildren;
}

export function Messages({ of, channel, label, inThread, sent, shown, intro }: Props) {
  const reader = useReader();
  const { box, onScroll } = useEnd(`${channel}-${label}-${sent}`, of.at(-1)?.ts);
  useEffect(() => {
    if (shown)
      box.current?.querySelector(`[data-ts="${shown}"]`)?.scrollIntoView({ block: "center" });
  }, [shown]);
  const day = (message: MessageType | undefined) =>
    message && dayOf(Number(message.ts), reader.zone);
  return (
    <div class="messages" ref={box} onScroll={onScroll} role="log" aria-label={label} tabIndex={0}>
      <div class="messages-inner">
        {intro}
        {of.map((message, index) => {
          const before = of[index - 1];
          const newDay = !inThread && day(before) !== day(message);
          return (
            <Fragment key={message.ts}>
              {newDay && (
                <div class="day" role="separator">
                  <span>{dayDivider(Number(message.ts), reader)}</span>
                </div>
              )}
              <Message
                of={message}
                channel={channel}
                follows={!newDay && follows(message, before)}
                inThread={inThread}
                shown={message.ts === shown}
              />
              {inThread && index === 0 && of.length > 1 && (
                <div class="thread-count">
                  {of.length === 2 ? "1 reply" : `${of.length - 1} replies`}
                </div>
              )}
            </Fragment>
          );
        })}
      </div>
    </div>
  );
}
