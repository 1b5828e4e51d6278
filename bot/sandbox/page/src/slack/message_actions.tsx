// What hovers over a message: reply in thread, and the menu with the app's message shortcuts.
import { useRef, useState } from "preact/hooks";
import type { Message, Shortcut } from "../drive/types";
import { Avatar } from "../parts/avatar";
import { IconButton } from "../parts/icon_button";
import { Menu, type MenuItem } from "../parts/menu";
import { appOf, shortcutsOf, useDesk } from "./desk";

interface Props {
  of: Message;
  channel: string;
  inThread?: boolean;
}

export function MessageActions({ of, channel, inThread }: Props) {
  const { state, drive, go, notice } = useDesk();
  const [open, setOpen] = useState(false);
  const more = useRef<HTMLButtonElement>(null);
  const app = appOf(state);

  const run = async (shortcut: Shortcut) =>
    notice(await drive.shortcut(shortcut.callback_id, { channel, ts: of.ts }));
  const shortcuts: MenuItem[] = shortcutsOf(state, "message").map((shortcut, index) => ({
    label: shortcut.name,
    detail: state.app.name,
    before: <Avatar person={app} size={20} />,
    divided: index === 0,
    onSelect: () => void run(shortcut),
  }));
  const reply = { label: "Reply in thread", onSelect: () => go({ thread: of.thread_ts ?? of.ts }) };
  const copy = { label: "Copy text", onSelect: () => void navigator.clipboard.writeText(of.text) };
  const items = [...(inThread ? [] : [reply]), copy, ...shortcuts];

  return (
    <div class={`message-actions${open ? " message-actions-open" : ""}`}>
      {!inThread && <IconButton icon="reply" label="Reply in thread" onClick={reply.onSelect} />}
      <IconButton
        at={more}
        icon="more"
        label="More actions"
        expanded={open}
        onClick={() => setOpen(!open)}
      />
      {open && (
        <Menu
          anchor={more}
          label="More actions"
          items={items}
          align="end"
          onClose={() => setOpen(false)}
        />
      )}
    </div>
  );
}
