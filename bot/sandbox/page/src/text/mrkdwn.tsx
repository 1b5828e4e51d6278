// Slack's mrkdwn: https://docs.slack.dev/messaging/formatting-message-text
import type { ComponentChildren } from "preact";
import { emoji } from "./emoji";
import { Broadcast, ChannelMention, DateText, Link, UserMention } from "./pieces";

type Node = ComponentChildren;

/** Undoes Slack's three escapes. */
export function unescape(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function marked(mark: string, inner = `[^${mark}\\n]`): string {
  return `(?<![\\w${mark}])${mark}(?=\\S)(${inner}+?)(?<=\\S)${mark}(?![\\w${mark}])`;
}

const INLINE = new RegExp(
  [
    "<([^<>\\n]+)>",
    "`([^`\\n]+)`",
    marked("\\*"),
    marked("_"),
    marked("~"),
    ":([a-z0-9_+'-]+):",
    "(https?://[^\\s<>|]*[^\\s<>|.,;:!?)\\]}'\"*_~`])",
  ].join("|"),
  "gi",
);

function Date({ body }: { body: string }) {
  const [rest = "", fallback] = split(body, "|");
  const [, epoch = "", template = "", url] = rest.split("^");
  const shown = { seconds: Number(epoch), template: unescape(template), fallback };
  return <DateText {...shown} url={url} />;
}

function split(text: string, at: string): [string, string?] {
  const index = text.indexOf(at);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}

/** What stands between angle brackets. */
function special(body: string): Node {
  const [target, label] = split(body, "|");
  if (target.startsWith("@")) return <UserMention id={target.slice(1)} label={label} />;
  if (target.startsWith("#")) return <ChannelMention id={target.slice(1)} label={label} />;
  if (target.startsWith("!date^")) return <Date body={body} />;
  if (target.startsWith("!subteam^"))
    return <Broadcast range={label?.replace("@", "") ?? "group"} />;
  if (target.startsWith("!")) return <Broadcast range={target.slice(1)} />;
  return <Link href={unescape(target)}>{label ? inline(label) : unescape(target)}</Link>;
}

function piece(match: RegExpMatchArray): Node {
  const [all, bracketed, code, bold, italic, strike, name, url] = match;
  if (bracketed) return special(bracketed);
  if (code) return <code>{unescape(code)}</code>;
  if (bold) return <b>{inline(bold)}</b>;
  if (italic) return <i>{inline(italic)}</i>;
  if (strike) return <s>{inline(strike)}</s>;
  if (url) return <Link href={unescape(url)} />;
  return (name && emoji(name.toLowerCase())) || all;
}

/** One line's formatting. */
export function inline(text: string): Node[] {
  const nodes: Node[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(unescape(text.slice(end, match.index)), piece(match));
    end = match.index + match[0].length;
  }
  return [...nodes, unescape(text.slice(end))];
}

function lines(all: string[]): Node[] {
  return all.flatMap((line, index) => (index ? [<br />, ...inline(line)] : inline(line)));
}

const QUOTE = /^(?:>|&gt;) ?/;

/** Lines, those that begin with ">" as one quote. */
function paragraphs(text: string): Node[] {
  const groups: { quoted: boolean; lines: string[] }[] = [];
  for (const line of text.split("\n")) {
    const quoted = QUOTE.test(line);
    const last = groups.at(-1);
    if (last?.quoted === quoted) last.lines.push(line.replace(QUOTE, ""));
    else groups.push({ quoted, lines: [quoted ? line.replace(QUOTE, "") : line] });
  }
  return groups.map((group) =>
    group.quoted ? (
      <blockquote>{lines(group.lines)}</blockquote>
    ) : (
      <span>{lines(group.lines)}</span>
    ),
  );
}

export function Mrkdwn({ text }: { text: string }) {
  const parts = text.split(/```\n?([\s\S]*?)\n?```\n?/);
  return (
    <>
      {parts.map((part, index) =>
        index % 2 ? <pre>{unescape(part)}</pre> : part && paragraphs(part),
      )}
    </>
  );
}
