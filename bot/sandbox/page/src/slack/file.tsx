// A shared file: download it, look into it.
import { useState } from "preact/hooks";
import type { SharedFile } from "../drive/types";
import { Icon } from "../parts/icon";
import { localAddress } from "../text/addresses";
import { parseCsv } from "./csv";

const KINDS: Record<string, string> = {
  csv: "CSV",
  png: "PNG",
  jpg: "JPEG",
  json: "JSON",
  text: "Plain Text",
};
const PREVIEWED = 20; // rows
const PEEKED = 65_536; // characters

function sizeOf(bytes: number | undefined): string {
  if (bytes === undefined) return "";
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** The whole lines among the first bytes; large files are not read to their end. */
async function beginningOf(address: string): Promise<string> {
  const stop = new AbortController();
  const { body } = await fetch(address, { signal: stop.signal });
  const decoder = new TextDecoder();
  let text = "";
  for (const reader = body?.getReader(); reader && text.length < PEEKED;) {
    const { value, done } = await reader.read();
    if (done) return text;
    text += decoder.decode(value, { stream: true });
  }
  stop.abort();
  return text.slice(0, text.lastIndexOf("\n") + 1);
}

function Preview({ text }: { text: string }) {
  const [head = [], ...rows] = parseCsv(text, PREVIEWED + 1);
  return (
    <div class="table-scroll file-preview" tabIndex={0} role="group" aria-label="Preview">
      <table class="table">
        <thead>
          <tr>
            {head.map((cell) => (
              <th scope="col">{cell}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {row.map((cell) => (
                <td>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function FileCard({ of }: { of: SharedFile }) {
  const [text, setText] = useState<string | null>(null);
  const address = localAddress(of.url_private_download ?? of.url_private);
  const kind = of.filetype ?? of.name.split(".").at(-1) ?? "";
  const title = of.title || of.name;
  if (of.mimetype?.startsWith("image/") && address) {
    return (
      <figure class="image-block">
        <figcaption>{title}</figcaption>
        <img class="image" src={address} alt={title} />
      </figure>
    );
  }
  const look = async () => setText(text === null && address ? await beginningOf(address) : null);
  return (
    <div class="file">
      <div class="file-card">
        <span class={`file-icon file-${kind}`}>
          <Icon name="file" size={22} />
        </span>
        <span class="file-words">
          <b>{title}</b>
          <small>
            {[KINDS[kind] ?? kind.toUpperCase(), sizeOf(of.size)].filter(Boolean).join(" · ")}
          </small>
        </span>
        {kind === "csv" && address && (
          <button
            type="button"
            class="button button-small"
            aria-expanded={text !== null}
            onClick={() => void look()}
          >
            {text === null ? "Preview" : "Hide"}
          </button>
        )}
        {address && (
          <a
            class="icon-button"
            href={address}
            download={of.name}
            aria-label={`Download ${of.name}`}
            data-tip="Download"
          >
            <Icon name="download" />
          </a>
        )}
      </div>
      {text !== null && <Preview text={text} />}
    </div>
  );
}
