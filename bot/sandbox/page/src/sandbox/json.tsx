// Pretty JSON with its keys, texts and figures told apart.

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function lookOf([all, text, colon, word]: RegExpMatchArray): string {
  if (text) return colon ? "json-key" : "json-text";
  return word || /\d/.test(all) ? "json-figure" : "";
}

export function Json({ text }: { text: string }) {
  const nodes: preact.ComponentChildren[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    nodes.push(text.slice(end, match.index), <span class={lookOf(match)}>{match[0]}</span>);
    end = match.index + match[0].length;
  }
  return (
    <pre class="json" tabIndex={0}>
      {nodes}
      {text.slice(end)}
    </pre>
  );
}
