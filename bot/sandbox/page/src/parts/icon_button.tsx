// A button that is only an icon, its name read aloud and shown on hover.
import type { Ref } from "preact";
import { Icon, type IconName } from "./icon";

interface Props {
  icon: IconName;
  label: string;
  onClick?: (event: MouseEvent) => void;
  pressed?: boolean;
  expanded?: boolean;
  disabled?: boolean;
  tip?: "above" | "below";
  size?: number;
  look?: string;
  at?: Ref<HTMLButtonElement>;
}

export function IconButton({ icon, label, look = "", tip = "above", ...rest }: Props) {
  return (
    <button
      ref={rest.at}
      type="button"
      class={`icon-button ${look}`}
      aria-label={label}
      aria-pressed={rest.pressed}
      aria-expanded={rest.expanded}
      aria-haspopup={rest.expanded === undefined ? undefined : "true"}
      disabled={rest.disabled}
      data-tip={rest.expanded ? undefined : label}
      data-tip-at={tip}
      onClick={rest.onClick}
    >
      <Icon name={icon} size={rest.size} />
    </button>
  );
}
