// Line icons on a 20 by 20 grid, in the text's colour.

const PATHS = {
  about: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 9v4.5M10 6.5v.1",
  arrowDown: "M10 4v12M5 11l5 5 5-5",
  arrowUp: "M10 16V4M5 9l5-5 5 5",
  back: "M12.5 4.5 7 10l5.5 5.5",
  bell: "M5 14h10l-1.2-2V9a3.8 3.8 0 0 0-7.6 0v3L5 14ZM8.5 16.5h3",
  bolt: "M11 2.5 4.5 11.5H10l-1 6 6.5-9H10l1-6Z",
  calendar: "M4 5.5h12v11H4v-11ZM4 9h12M7 3.5v3M13 3.5v3",
  caret: "m5.5 8 4.5 4.5L14.5 8",
  check: "m4.5 10.5 3.5 3.5 7.5-8",
  clock: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 6v4.2l2.8 1.8",
  close: "M5 5l10 10M15 5 5 15",
  compass: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM12.8 7.2l-1.6 4-4 1.6 1.6-4 4-1.6Z",
  copy: "M7 7h9v9H7V7ZM4 13V4h9",
  download: "M10 3v10M5.5 9 10 13.5 14.5 9M4 16.5h12",
  eye: "M2.5 10s2.7-5 7.5-5 7.5 5 7.5 5-2.7 5-7.5 5-7.5-5-7.5-5ZM10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z",
  file: "M5 2.5h6.5L15 6v11.5H5v-15ZM11.5 2.5V6H15",
  globe:
    "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM3 10h14M10 3c2.5 2.5 2.5 11.5 0 14M10 3c-2.5 2.5-2.5 11.5 0 14",
  hash: "M7.8 3 6 17M14 3l-1.8 14M3.5 7.2h13.2M3.3 12.8h13.2",
  home: "m3 9.5 7-6 7 6M5 8.2v8.3h3.7v-4.3h2.6v4.3H15V8.2",
  info: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 9v4.5M10 6.5v.1",
  link: "M8.5 11.5a3 3 0 0 0 4.3 0l2.7-2.7a3 3 0 1 0-4.3-4.3l-1 1M11.5 8.5a3 3 0 0 0-4.3 0l-2.7 2.7a3 3 0 1 0 4.3 4.3l1-1",
  lock: "M5 9h10v7.5H5V9ZM7 9V6.5a3 3 0 0 1 6 0V9",
  mention:
    "M10 13.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4ZM13.2 7v4.2c0 2.6 3.8 2.4 3.8-1.2a7 7 0 1 0-2.8 5.6",
  message: "M3.5 4.5h13v9H9l-4 3v-3H3.5v-9Z",
  moon: "M16 11.8A6.5 6.5 0 0 1 8.2 4a6.5 6.5 0 1 0 7.8 7.8Z",
  more: "M10 4.6a.4.4 0 1 0 .01 0ZM10 9.6a.4.4 0 1 0 .01 0ZM10 14.6a.4.4 0 1 0 .01 0Z",
  next: "M7.5 4.5 13 10l-5.5 5.5",
  play: "M6.5 4v12l9.5-6-9.5-6Z",
  refresh: "M16 10a6 6 0 1 1-1.8-4.3M16 3.5v3.3h-3.3",
  reply: "M3.5 4.5h13v9H9l-4 3v-3H3.5v-9ZM7 8h6M7 10.5h4",
  search: "M9 14a5 5 0 1 0 0-10 5 5 0 0 0 0 10ZM12.8 12.8 17 17",
  send: "M3 4l14.5 6L3 16l2-6-2-6ZM5 10h6",
  slash: "M12.5 4l-5 12M3.5 3.5h13v13h-13v-13Z",
  sun: "M10 13.3a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.6ZM10 2.5v1.6M10 15.9v1.6M2.5 10h1.6M15.9 10h1.6M4.7 4.7l1.1 1.1M14.2 14.2l1.1 1.1M15.3 4.7l-1.1 1.1M5.8 14.2l-1.1 1.1",
  thumbDown:
    "M13 4v8l-3 5c-1.3 0-1.8-.8-1.6-2l.5-2.5H5c-1 0-1.7-.9-1.4-1.9l1.3-5C5 4.7 5.6 4 6.5 4H13ZM13 4h3.500v8H13",
  thumbUp:
    "M7 16V8l3-5c1.3 0 1.8.8 1.6 2l-.5 2.500H15c1 0 1.7.9 1.4 1.900l-1.3 5c-.1.9-.7 1.6-1.6 1.600H7ZM7 16H3.500V8H7",
  trash: "M4 5.500h12M8 5.500V3.500h4v2M5.5 5.500l.8 11h7.400l.8-11M8.5 8.500v5M11.5 8.500v5",
  unchecked: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14Z",
  warning: "M10 3 2.5 16.500h15L10 3ZM10 8v4.200M10 14.300v.1",
  wire: "M3 7h11M11 4l3 3-3 3M17 13H6M9 10l-3 3 3 3",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 20 20" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

export function isIcon(name: string): name is IconName {
  return name in PATHS;
}
