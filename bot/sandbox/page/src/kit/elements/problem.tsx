// The little triangle that Slack puts beside an element whose app did not answer.
import { Icon } from "../../parts/icon";

export function Problem({ text }: { text: string | null }) {
  if (!text) return null;
  return (
    <span class="problem" role="alert">
      <Icon name="warning" size={16} /> {text}
    </span>
  );
}
