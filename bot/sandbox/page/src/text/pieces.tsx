// Mentions, links and dates inside text.
import type { ComponentChildren } from "preact";
import { permalinkPlace } from "./addresses";
import { exactly, fillDate } from "./dates";
import { nameOf, personOf, useReader } from "./reader";

export function UserMention({ id, label }: { id: string; label?: string }) {
  const reader = useReader();
  const person = personOf(reader, id);
  const own = id === reader.me.id ? " mention-own" : "";
  return <span class={`mention${own}`}>@{person ? nameOf(person) : label || id}</span>;
}

export function ChannelMention({ id, label }: { id: string; label?: string }) {
  const channel = useReader().channels.find((one) => one.id === id);
  if (!channel && !label) return <span class="mention">🔒 private channel</span>;
  return (
    <a class="mention" href={`#${id}`}>
      #{channel?.name ?? label}
    </a>
  );
}

export function Broadcast({ range }: { range: string }) {
  return <span class="mention mention-own">@{range}</span>;
}

export function Link({ href, children }: { href: string; children?: ComponentChildren }) {
  const safe = /^(https?|mailto|tel):/i.test(href);
  if (!safe) return <>{children ?? href}</>;
  const place = permalinkPlace(href);
  if (place) {
    return (
      <a class="link" href={place}>
        {children ?? href}
      </a>
    );
  }
  return (
    <a class="link" href={href} target="_blank" rel="noreferrer">
      {children ?? href}
    </a>
  );
}

interface DateProps {
  seconds: number;
  template: string;
  fallback?: string;
  url?: string;
}

export function DateText({ seconds, template, fallback, url }: DateProps) {
  const reader = useReader();
  if (!Number.isFinite(seconds)) return <>{fallback}</>;
  const time = (
    <time dateTime={new Date(seconds * 1000).toISOString()} title={exactly(seconds, reader.zone)}>
      {fillDate(seconds, template, reader)}
    </time>
  );
  return url ? <Link href={url}>{time}</Link> : time;
}
