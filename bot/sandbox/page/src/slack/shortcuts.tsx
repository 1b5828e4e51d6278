// ⚡: the app's global shortcuts.
import { useRef, useState } from "preact/hooks";
import { Avatar } from "../parts/avatar";
import { IconButton } from "../parts/icon_button";
import { Menu } from "../parts/menu";
import { appOf, shortcutsOf, useDesk } from "./desk";

export function GlobalShortcuts() {
  const { state, drive, notice } = useDesk();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const shortcuts = shortcutsOf(state, "global");
  if (!shortcuts.length) return null;
  const app = appOf(state);
  const items = shortcuts.map((shortcut) => ({
    label: shortcut.name,
    detail: state.app.name,
    before: <Avatar person={app} size={20} />,
    onSelect: async () => notice(await drive.shortcut(shortcut.callback_id)),
  }));
  return (
    <>
      <IconButton
        at={button}
        icon="bolt"
        label="Run a shortcut"
        size={18}
        expanded={open}
        onClick={() => setOpen(!open)}
      />
      {open && (
        <Menu
          anchor={button}
          label="Shortcuts"
          items={items}
          side="above"
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
