// datepicker, timepicker and datetimepicker.
import { useRef, useState } from "preact/hooks";
import { Calendar, longDay } from "../../parts/calendar";
import { Icon } from "../../parts/icon";
import { type Choice, Picker } from "../../parts/picker";
import { Popover } from "../../parts/popover";
import { dayOf, timeOf } from "../../text/dates";
import { useReader } from "../../text/reader";
import { plain } from "../../text/text";
import { named, useElement } from "../surface";
import type { DateElement } from "../element_types";
import { Problem } from "./problem";

const HALF_HOURS = Array.from({ length: 48 }, (_, index) => {
  const minutes = index % 2 ? "30" : "00";
  return `${String(Math.floor(index / 2)).padStart(2, "0")}:${minutes}`;
});

/** "14:30" as "2:30 PM". */
function spoken(time: string): string {
  return timeOf(Date.parse(`1970-01-01T${time}:00Z`) / 1000, "UTC");
}

/** The half hours that fit what was typed, and what was typed if it is a time. */
function offered(query: string): Choice[] {
  const choice = (time: string): Choice => ({ value: time, label: spoken(time) });
  const exact = /^([01]?\d|2[0-3]):[0-5]\d$/.test(query.trim())
    ? query.trim().padStart(5, "0")
    : null;
  const wanted = query.toLowerCase().replace(/\s/g, "");
  const fits = (one: Choice) =>
    one.value.includes(wanted) || one.label.toLowerCase().replace(/\s/g, "").startsWith(wanted);
  const found = HALF_HOURS.map(choice).filter(fits);
  return exact && !HALF_HOURS.includes(exact) ? [choice(exact), ...found] : found;
}

interface PartProps {
  value: string | null;
  placeholder: string;
  names: Record<string, string | boolean | undefined>;
  onChoose: (value: string) => void;
}

function DayField({ value, placeholder, names, onChoose }: PartProps) {
  const { now, zone } = useReader();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const leave = () => {
    setOpen(false);
    button.current?.focus();
  };
  const said = value ? longDay(value) : placeholder;
  return (
    <>
      <button
        ref={button}
        type="button"
        {...names}
        aria-label={
          names["aria-labelledby"] ? undefined : `${names["aria-label"] ?? "Date"}: ${said}`
        }
        aria-invalid={undefined}
        aria-required={undefined}
        aria-haspopup="dialog"
        aria-expanded={open}
        class={`date-field${value ? "" : " date-empty"}`}
        onClick={() => setOpen(!open)}
      >
        <Icon name="calendar" size={16} />
        <span>{said}</span>
        <Icon name="caret" size={16} />
      </button>
      {open && (
        <Popover anchor={button} onClose={leave} look="popover-calendar">
          <Calendar
            chosen={value}
            today={dayOf(now, zone)}
            onChoose={(day) => {
              leave();
              onChoose(day);
            }}
          />
        </Popover>
      )}
    </>
  );
}

function TimeField({ value, placeholder, names, onChoose }: PartProps) {
  return (
    <Picker
      placeholder={placeholder}
      chosen={value ? [{ value, label: spoken(value) }] : []}
      offer={offered}
      onChoose={([one]) => one && onChoose(one.value)}
      names={names}
    />
  );
}

/** Seconds since 1970 of a wall clock's time in *zone*. */
function moment(day: string, time: string, zone: string): number {
  const asIfUtc = Date.parse(`${day}T${time}:00Z`) / 1000;
  const shown = (at: number) => Date.parse(`${dayOf(at, zone)}T${clock(at, zone)}:00Z`) / 1000;
  const guess = asIfUtc - (shown(asIfUtc) - asIfUtc);
  return guess - (shown(guess) - asIfUtc);
}

function clock(seconds: number, zone: string): string {
  const format = new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    timeZone: zone,
  });
  return format.format(seconds * 1000);
}

export function DatePicker({ of }: { of: DateElement }) {
  const { now, zone } = useReader();
  const { state, problem, around, choose } = useElement(of);
  const placeholder = of.placeholder && plain(of.placeholder);
  const names = named(around, placeholder);
  const at = state?.selected_date_time ?? null;
  const day = at === null ? (state?.selected_date ?? null) : dayOf(at, zone);
  const time = at === null ? (state?.selected_time ?? null) : clock(at, zone);

  const keep = (chosen: { day?: string; time?: string }) => {
    if (of.type === "datepicker") return choose({ type: of.type, selected_date: chosen.day });
    if (of.type === "timepicker") return choose({ type: of.type, selected_time: chosen.time });
    const both = { day: day ?? dayOf(now, zone), time: time ?? "09:00", ...chosen };
    return choose({ type: of.type, selected_date_time: moment(both.day, both.time, zone) });
  };
  return (
    <span class="date-picker">
      {of.type !== "timepicker" && (
        <DayField
          value={day}
          placeholder={placeholder ?? "Select a date"}
          names={names}
          onChoose={(chosen) => void keep({ day: chosen })}
        />
      )}
      {of.type !== "datepicker" && (
        <TimeField
          value={time}
          placeholder={(of.type === "timepicker" && placeholder) || "Select a time"}
          names={names}
          onChoose={(chosen) => void keep({ time: chosen })}
        />
      )}
      <Problem text={problem} />
    </span>
  );
}
