// A month to choose a day from; arrows move by days and weeks, Page keys by months.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "./icon_button";

const DAY_MS = 86_400_000;
const WEEKDAYS = ["Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"];

/** Days are midnights UTC here: a calendar knows no zones. */
const parse = (day: string) => new Date(`${day}T00:00:00Z`);
const iso = (date: Date) => date.toISOString().slice(0, 10);

function addDays(day: string, days: number): string {
  return iso(new Date(parse(day).getTime() + days * DAY_MS));
}

function addMonths(day: string, months: number): string {
  const date = parse(day);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0));
  return iso(
    new Date(
      Date.UTC(
        last.getUTCFullYear(),
        last.getUTCMonth(),
        Math.min(date.getUTCDate(), last.getUTCDate()),
      ),
    ),
  );
}

function words(day: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat("en-US", { ...options, timeZone: "UTC" }).format(parse(day));
}

export function longDay(day: string): string {
  return words(day, { month: "long", day: "numeric", year: "numeric" });
}

/** The weeks of the month around *day*, null where a neighbour month's days would stand. */
function weeksOf(day: string): (string | null)[][] {
  const first = `${day.slice(0, 8)}01`;
  const before = parse(first).getUTCDay();
  const count = parse(addDays(addMonths(first, 1), -1)).getUTCDate();
  const weeks = Math.ceil((before + count) / 7);
  const dayAt = (index: number) =>
    index >= before && index < before + count ? addDays(first, index - before) : null;
  return Array.from({ length: weeks }, (_, week) => WEEKDAYS.map((_, at) => dayAt(week * 7 + at)));
}

const MOVES: Record<string, (day: string) => string> = {
  ArrowLeft: (day) => addDays(day, -1),
  ArrowRight: (day) => addDays(day, 1),
  ArrowUp: (day) => addDays(day, -7),
  ArrowDown: (day) => addDays(day, 7),
  PageUp: (day) => addMonths(day, -1),
  PageDown: (day) => addMonths(day, 1),
};

interface Props {
  chosen: string | null;
  today: string;
  onChoose: (day: string) => void;
}

export function Calendar({ chosen, today, onChoose }: Props) {
  const [day, setDay] = useState(chosen ?? today);
  const table = useRef<HTMLTableElement>(null);
  const focus = () => table.current?.querySelector<HTMLElement>("[tabindex='0']")?.focus();
  useEffect(focus, []); // once the popover around it is open
  useLayoutEffect(focus, [day]);
  const onKeyDown = (event: KeyboardEvent) => {
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    setDay(move(day));
  };
  const cell = (one: string | null) => (
    <td role="gridcell" aria-selected={one !== null && one === chosen}>
      {one && (
        <button
          type="button"
          tabIndex={one === day ? 0 : -1}
          class={one === today ? "calendar-today" : undefined}
          aria-label={longDay(one)}
          onClick={() => onChoose(one)}
        >
          {Number(one.slice(8))}
        </button>
      )}
    </td>
  );
  return (
    <div class="calendar">
      <header>
        <IconButton icon="back" label="Previous month" onClick={() => setDay(addMonths(day, -1))} />
        <b aria-live="polite">{words(day, { month: "long", year: "numeric" })}</b>
        <IconButton icon="next" label="Next month" onClick={() => setDay(addMonths(day, 1))} />
      </header>
      <table ref={table} role="grid" aria-label="Choose a date" onKeyDown={onKeyDown}>
        <thead>
          <tr>
            {WEEKDAYS.map((name) => (
              <th scope="col">{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(day).map((week) => (
            <tr>{week.map(cell)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
