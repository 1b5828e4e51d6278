// The wire: every payload between Slack and the bot, how long its answer took, what Slack refused.
import { useEffect, useRef, useState } from "preact/hooks";
import { sandbox } from "../drive/drive";
import type { WireEntry } from "../drive/types";
import { Icon } from "../parts/icon";
import { IconButton } from "../parts/icon_button";
import { Json } from "./json";

const KEPT = 500; // entries on the page
const LOOK_MS = 1000;
const DEADLINE_MS = 3000; // Slack waits that long for an answer

/** The entries, newest first; those still waiting for their answer are asked for again. */
function useWire(): WireEntry[] {
  const [entries, setEntries] = useState<WireEntry[]>([]);
  const known = useRef<WireEntry[]>([]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let current = true;
    const look = async () => {
      const open = known.current.find(
        (one) => one.direction === "to bot" && one.ack_ms === null && !one.status,
      );
      const after = open ? open.n - 1 : (known.current.at(-1)?.n ?? 0);
      const fresh = await sandbox.wire(after).catch(() => []);
      if (!current) return;
      if (fresh.length) {
        known.current = [...known.current.filter((one) => one.n <= after), ...fresh].slice(-KEPT);
        setEntries(known.current.toReversed());
      }
      timer = setTimeout(look, LOOK_MS);
    };
    void look();
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, []);
  return entries;
}

type Filter = "all" | WireEntry["direction"] | "refused";

const FILTERS: [filter: Filter, name: string][] = [
  ["all", "All"],
  ["to bot", "To the bot"],
  ["from bot", "From the bot"],
  ["refused", "Refused"],
];

function fits(entry: WireEntry, filter: Filter): boolean {
  if (filter === "refused") return Boolean(entry.refused.length);
  return filter === "all" || entry.direction === filter;
}

function Answer({ of }: { of: WireEntry }) {
  if (of.refused.length) return <span class="tag tag-bad">{of.status || "refused"}</span>;
  if (of.ack_ms === null) return of.status ? <span class="tag">{of.status}</span> : null;
  const look =
    of.ack_ms < DEADLINE_MS / 2 ? "tag-good" : of.ack_ms < DEADLINE_MS ? "tag-slow" : "tag-bad";
  return (
    <span class={`tag ${look}`} title={`Answered with ${of.status}`}>
      {of.ack_ms < 10 ? of.ack_ms.toFixed(1) : Math.round(of.ack_ms)} ms
    </span>
  );
}

function Entry({ of }: { of: WireEntry }) {
  const [open, setOpen] = useState(false);
  const text = JSON.stringify(of.payload, null, 2);
  const toBot = of.direction === "to bot";
  return (
    <li class={`wire-entry${of.refused.length ? " wire-refused" : ""}`}>
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span class={toBot ? "wire-to" : "wire-from"}>
          <Icon name={toBot ? "next" : "back"} size={14} />
          <span class="unseen">{of.direction}</span>
        </span>
        <span class="wire-words">
          <b>{of.kind}</b>
          <span>{of.summary}</span>
        </span>
        <Answer of={of} />
        <time>{of.at.slice(11, 19)}</time>
      </button>
      {of.refused.map((reason) => (
        <p class="wire-reason">{reason}</p>
      ))}
      {open && (
        <div class="wire-payload">
          <IconButton
            icon="copy"
            label="Copy JSON"
            size={16}
            onClick={() => void navigator.clipboard.writeText(text)}
          />
          <Json text={text} />
        </div>
      )}
    </li>
  );
}

export function Wire({ onClose }: { onClose: () => void }) {
  const entries = useWire();
  const [filter, setFilter] = useState<Filter>("all");
  const shown = entries.filter((entry) => fits(entry, filter));
  return (
    <aside class="side" aria-label="Wire">
      <header class="side-head">
        <h2>Wire</h2>
        <IconButton icon="close" label="Close wire" tip="below" onClick={onClose} />
      </header>
      <p class="side-note">
        What Slack and the bot say to each other, newest first. An answer is due within 3 seconds.
      </p>
      <div class="filters" role="group" aria-label="Show">
        {FILTERS.map(([one, name]) => (
          <button
            type="button"
            class="filter"
            aria-pressed={filter === one}
            onClick={() => setFilter(one)}
          >
            {name}
          </button>
        ))}
      </div>
      <ol class="wire" tabIndex={0} aria-label="Payloads">
        {shown.map((entry) => (
          <Entry key={entry.n} of={entry} />
        ))}
        {shown.length === 0 && <li class="side-note">Nothing yet: type a command.</li>}
      </ol>
    </aside>
  );
}
