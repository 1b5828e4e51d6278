// Standard Markdown, as the `markdown` block takes it; images become links, HTML stays text.
import { Lexer, type Token, type Tokens } from "marked";
import type { ComponentChildren } from "preact";
import { withEmoji } from "./emoji";
import { Link } from "./pieces";

type Node = ComponentChildren;

function many(tokens: Token[] | undefined): Node[] {
  return (tokens ?? []).map(draw);
}

function Table({ of }: { of: Tokens.Table }) {
  const cell = (Tag: "th" | "td") => (one: Tokens.TableCell) => (
    <Tag class={`align-${one.align ?? "left"}`}>{many(one.tokens)}</Tag>
  );
  return (
    <div class="table-scroll" tabIndex={0} role="group" aria-label="Table">
      <table class="table">
        <thead>
          <tr>{of.header.map(cell("th"))}</tr>
        </thead>
        <tbody>
          {of.rows.map((row) => (
            <tr>{row.map(cell("td"))}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Item({ of }: { of: Tokens.ListItem }) {
  return (
    <li class={of.task ? "task" : undefined}>
      {of.task && <input type="checkbox" checked={of.checked} disabled aria-label="Task" />}
      {many(of.tokens.filter((token) => token.type !== "checkbox"))}
    </li>
  );
}

function List({ of }: { of: Tokens.List }) {
  const items = of.items.map((item) => <Item of={item} />);
  return of.ordered ? <ol start={Number(of.start || 1)}>{items}</ol> : <ul>{items}</ul>;
}

function heading(token: Tokens.Heading): Node {
  return (
    <p
      class={`markdown-heading markdown-h${token.depth}`}
      role="heading"
      aria-level={token.depth + 2}
    >
      {many(token.tokens)}
    </p>
  );
}

const DRAWINGS: { [type: string]: (token: never) => Node } = {
  space: () => null,
  hr: () => <hr />,
  br: () => <br />,
  heading,
  paragraph: (token: Tokens.Paragraph) => <p>{many(token.tokens)}</p>,
  text: (token: Tokens.Text) => (token.tokens ? many(token.tokens) : withEmoji(token.text)),
  escape: (token: Tokens.Escape) => token.text,
  strong: (token: Tokens.Strong) => <b>{many(token.tokens)}</b>,
  em: (token: Tokens.Em) => <i>{many(token.tokens)}</i>,
  del: (token: Tokens.Del) => <s>{many(token.tokens)}</s>,
  codespan: (token: Tokens.Codespan) => <code>{token.text}</code>,
  code: (token: Tokens.Code) => <pre>{token.text}</pre>,
  blockquote: (token: Tokens.Blockquote) => <blockquote>{many(token.tokens)}</blockquote>,
  link: (token: Tokens.Link) => <Link href={token.href}>{many(token.tokens)}</Link>,
  image: (token: Tokens.Image) => <Link href={token.href}>{token.text || token.href}</Link>,
  list: (token: Tokens.List) => <List of={token} />,
  table: (token: Tokens.Table) => <Table of={token} />,
};

function draw(token: Token): Node {
  const drawing = DRAWINGS[token.type] as ((token: Token) => Node) | undefined;
  return drawing ? drawing(token) : token.raw;
}

export function Markdown({ text }: { text: string }) {
  return <div class="markdown">{many(new Lexer({ gfm: true }).lex(text))}</div>;
}
