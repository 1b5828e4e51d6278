// A person's picture: initials on a colour that is always the same for them.
import type { Person } from "../drive/types";
import { nameOf } from "../text/reader";

const COLOURS = [
  "#7c3085",
  "#1264a3",
  "#0b7a5d",
  "#b3261e",
  "#8a5a00",
  "#3f51b5",
  "#00697a",
  "#9c2f64",
];

function colourOf(id: string): string {
  const sum = [...id].reduce((total, letter) => (total * 31 + letter.charCodeAt(0)) >>> 0, 7);
  return COLOURS[sum % COLOURS.length] ?? "#7c3085";
}

function initials(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  return (words[0]?.[0] ?? "?").toUpperCase() + (words[1]?.[0] ?? "").toUpperCase();
}

/** The app's mark: three falling chutes of water. */
function AppMark({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 36 36" aria-hidden="true">
      <rect width="36" height="36" fill="#1f2937" />
      <path
        d="M9 9c9 0 2 9 9 9s2 9 9 9"
        fill="none"
        stroke="#38bdf8"
        stroke-width="3.4"
        stroke-linecap="round"
      />
      <path
        d="M9 16c6 0 2 5.5 7 5.500S19 27 22 27M14 9c7 0 4.5 5.5 8.5 5.500S26 20 27 20"
        fill="none"
        stroke="#34d399"
        stroke-width="2.2"
        stroke-linecap="round"
        opacity=".8"
      />
    </svg>
  );
}

/** Slackbot's mark, for what Slack itself says. */
function SlackbotMark({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 36 36" aria-hidden="true">
      <rect width="36" height="36" fill="#4a154b" />
      <path d="M10 13a8 8 0 0 1 16 0v7a8 8 0 0 1-16 0v-7Z" fill="#fff" />
      <path
        d="M14.5 15v2M21.5 15v2M14 21.500c2.5 2.2 5.5 2.2 8 0"
        stroke="#4a154b"
        stroke-width="2"
        stroke-linecap="round"
        fill="none"
      />
    </svg>
  );
}

interface Props {
  person: Person | undefined;
  size?: number;
}

export function Avatar({ person, size = 36 }: Props) {
  const round = {
    width: `${size}px`,
    height: `${size}px`,
    borderRadius: `${Math.round(size / 4.5)}px`,
  };
  const drawn = person?.id === "USLACKBOT" ? <SlackbotMark size={size} /> : <AppMark size={size} />;
  if (!person || person.is_bot || person.id === "USLACKBOT") {
    return (
      <span class="avatar" style={round}>
        {drawn}
      </span>
    );
  }
  const look = {
    ...round,
    background: colourOf(person.id),
    fontSize: `${Math.round(size * 0.4)}px`,
  };
  return <span class="avatar" style={look} data-initials={initials(nameOf(person))} />;
}
