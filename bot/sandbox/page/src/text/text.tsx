// A text object, plain or mrkdwn.
import type { Text } from "../kit/element_types";
import { withEmoji } from "./emoji";
import { Mrkdwn } from "./mrkdwn";

export function plain(text: Text): string {
  return text.emoji === false ? text.text : withEmoji(text.text);
}

export function TextObject({ of }: { of: Text }) {
  if (of.type === "mrkdwn") return <Mrkdwn text={of.text} />;
  return <span class="plain">{plain(of)}</span>;
}
