// rich_text: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
import type { ComponentChildren } from "preact";
import type { RichPart, RichPiece, RichText as RichTextBlock, Style } from "../kit/types";
import { emoji, fromHex } from "./emoji";
import { Broadcast, ChannelMention, DateText, Link, UserMention } from "./pieces";

type Node = ComponentChildren;

function styled(style: Style | undefined, node: Node): Node {
  if (style?.code) node = <code>{node}</code>;
  if (style?.bold) node = <b>{node}</b>;
  if (style?.italic) node = <i>{node}</i>;
  if (style?.strike) node = <s>{node}</s>;
  return style?.underline ? <u>{node}</u> : node;
}

function Color({ value }: { value: string }) {
  return (
    <span class="color">
      <span class="color-swatch" style={{ background: value }} /> {value}
    </span>
  );
}

function bare(piece: RichPiece): Node {
  switch (piece.type) {
    case "text":
      return piece.text;
    case "link":
      return <Link href={piece.url}>{piece.text ?? piece.url}</Link>;
    case "user":
      return <UserMention id={piece.user_id} />;
    case "usergroup":
      return <span class="mention">@{piece.usergroup_id}</span>;
    case "channel":
      return <ChannelMention id={piece.channel_id} />;
    case "broadcast":
      return <Broadcast range={piece.range} />;
    case "emoji":
      return (piece.unicode ? fromHex(piece.unicode) : emoji(piece.name)) ?? `:${piece.name}:`;
    case "date":
      return (
        <DateText
          seconds={piece.timestamp}
          template={piece.format}
          fallback={piece.fallback}
          url={piece.url}
        />
      );
    case "color":
      return <Color value={piece.value} />;
    default:
      return null;
  }
}

function pieces(all: RichPiece[]): Node[] {
  return all.map((piece) => styled("style" in piece ? piece.style : undefined, bare(piece)));
}

function Part({ of }: { of: RichPart }) {
  if (of.type === "rich_text_preformatted") return <pre>{pieces(of.elements)}</pre>;
  if (of.type === "rich_text_quote") return <blockquote>{pieces(of.elements)}</blockquote>;
  if (of.type === "rich_text_section") return <div class="rich-section">{pieces(of.elements)}</div>;
  const items = of.elements.map((item) => <li>{pieces(item.elements)}</li>);
  const look = `rich-list rich-indent-${Math.min(of.indent ?? 0, 8)}`;
  if (of.style === "bullet") return <ul class={look}>{items}</ul>;
  return (
    <ol class={look} start={(of.offset ?? 0) + 1}>
      {items}
    </ol>
  );
}

export function RichText({ of }: { of: Pick<RichTextBlock, "elements"> }) {
  return (
    <div class="rich-text">
      {of.elements.map((part) => (
        <Part of={part} />
      ))}
    </div>
  );
}
