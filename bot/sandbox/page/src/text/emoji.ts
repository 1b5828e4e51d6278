// Emoji by the short names that Slack uses, drawn by the system's font.
import shortcodes from "emojibase-data/en/shortcodes/iamcal.json";

const TEXT_BY_DEFAULT = /^\P{Emoji_Presentation}$/u;

const byName = new Map<string, string>();
for (const [hex, names] of Object.entries<string | string[]>(shortcodes)) {
  const character = fromHex(hex);
  for (const name of [names].flat()) byName.set(name, character);
}

/** The characters for code points such as "1f600" or "1F1E9-1F1EA". */
export function fromHex(hex: string): string {
  const character = String.fromCodePoint(...hex.split("-").map((point) => parseInt(point, 16)));
  return TEXT_BY_DEFAULT.test(character) ? `${character}\ufe0f` : character;
}

/** The emoji of that short name, or null where Slack would leave the text as it is. */
export function emoji(name: string): string | null {
  return byName.get(name) ?? null;
}

/** The text with `:names:` replaced, as a plain_text object shows it. */
export function withEmoji(text: string): string {
  return text.replace(/:([a-z0-9_+'-]+):/g, (all, name: string) => emoji(name) ?? all);
}
