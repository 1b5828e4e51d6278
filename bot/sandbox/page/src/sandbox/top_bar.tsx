// The strip above: what this is, and the sandbox's own controls.
import { IconButton } from "../parts/icon_button";
import { Icon, type IconName } from "../parts/icon";
import type { Theme } from "../preferences";

export type Drawer = "wire" | "world";

interface Props {
  drawer: Drawer | null;
  onDrawer: (drawer: Drawer | null) => void;
  guided: boolean;
  onGuide: () => void;
  theme: Theme;
  onTheme: () => void;
}

const DRAWERS: [drawer: Drawer, name: string, icon: IconName][] = [
  ["world", "World", "globe"],
  ["wire", "Wire", "wire"],
];

export function TopBar({ drawer, onDrawer, guided, onGuide, theme, onTheme }: Props) {
  return (
    <header class="top-bar">
      <span class="top-bar-name">
        <Icon name="lock" size={14} /> A Slack on this machine: nothing leaves it
      </span>
      <button type="button" class="top-button" aria-pressed={guided} onClick={onGuide}>
        <Icon name="compass" size={16} /> <span>Guide</span>
      </button>
      {DRAWERS.map(([one, name, icon]) => (
        <button
          type="button"
          class="top-button"
          aria-pressed={drawer === one}
          onClick={() => onDrawer(drawer === one ? null : one)}
        >
          <Icon name={icon} size={16} /> <span>{name}</span>
        </button>
      ))}
      <IconButton
        icon={theme === "dark" ? "sun" : "moon"}
        label={theme === "dark" ? "Light theme" : "Dark theme"}
        size={18}
        tip="below"
        onClick={onTheme}
      />
    </header>
  );
}
