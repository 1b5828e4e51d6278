// Dates as Slack words them: `<!date^epoch^format|fallback>`, message times, day dividers.

const DAY_SECONDS = 86_400;

type Format = Intl.DateTimeFormatOptions;

const FORMATS: Record<string, Format> = {
  date: { month: "long", day: "numeric", year: "numeric" },
  date_short: { month: "short", day: "numeric", year: "numeric" },
  date_long: { weekday: "long", month: "long", day: "numeric", year: "numeric" },
  time: { hour: "numeric", minute: "2-digit" },
  time_secs: { hour: "numeric", minute: "2-digit", second: "2-digit" },
  day_divider: { weekday: "long", month: "long", day: "numeric" },
};

export interface When {
  /** Seconds since 1970. */
  now: number;
  zone: string;
}

function format(seconds: number, name: string, zone: string): string {
  const options = { ...FORMATS[name], timeZone: zone };
  return new Intl.DateTimeFormat("en-US", options).format(seconds * 1000);
}

/** The calendar day there, such as 2026-11-24. */
export function dayOf(seconds: number, zone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" }).format(
    seconds * 1000,
  );
}

/** "Today", "Yesterday" or "Tomorrow", else null. */
function nearDay(seconds: number, { now, zone }: When): string | null {
  const day = dayOf(seconds, zone);
  if (day === dayOf(now, zone)) return "Today";
  if (day === dayOf(now - DAY_SECONDS, zone)) return "Yesterday";
  if (day === dayOf(now + DAY_SECONDS, zone)) return "Tomorrow";
  return null;
}

function ordinal(text: string): string {
  return text.replace(/\b(\d{1,2})(?!\d)(?=,|$)/, (day: string) => {
    const suffix = /1\d$/.test(day) ? "th" : ({ 1: "st", 2: "nd", 3: "rd" }[+day % 10] ?? "th");
    return `${day}${suffix}`;
  });
}

export function timeOf(seconds: number, zone: string): string {
  return format(seconds, "time", zone);
}

export function dayDivider(seconds: number, when: When): string {
  return nearDay(seconds, when) ?? ordinal(format(seconds, "day_divider", when.zone));
}

/** "5 minutes ago", "in 2 days". */
export function ago(seconds: number, now: number): string {
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  const difference = seconds - now;
  for (const [unit, length] of [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
  ] as const) {
    if (Math.abs(difference) >= length) return words.format(Math.trunc(difference / length), unit);
  }
  return "just now";
}

function pretty(name: string, seconds: number, when: When): string {
  const near = nearDay(seconds, when);
  return near ? near.toLowerCase() : token(name.replace(/_?pretty$/, ""), seconds, when);
}

function token(name: string, seconds: number, when: When): string {
  if (name === "date_num") return dayOf(seconds, when.zone);
  if (name === "date_slash") return dayOf(seconds, when.zone).replaceAll("-", "/");
  if (name === "ago") return ago(seconds, when.now);
  if (name.endsWith("_pretty")) return pretty(name, seconds, when);
  if (!(name in FORMATS)) return `{${name}}`;
  const text = format(seconds, name, when.zone);
  return name === "date" || name === "date_long" ? ordinal(text) : text;
}

/** The template of a date token, filled in: `{date_short_pretty} at {time}`. */
export function fillDate(seconds: number, template: string, when: When): string {
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => token(name, seconds, when));
  return template.startsWith("{date") ? filled.charAt(0).toUpperCase() + filled.slice(1) : filled;
}

/** The long form, for a tooltip: "November 24, 2026 at 10:05:12 AM". */
export function exactly(seconds: number, zone: string): string {
  return `${format(seconds, "date", zone)} at ${format(seconds, "time_secs", zone)}`;
}
