// What stands for the figures: bars, lines, areas.
import type { Series } from "../kit/types";
import type { Frame } from "./frame";
import { colour } from "./palette";

const WIDEST_BAR = 48; // px
const DOTTED_FROM = 36; // px of a category; narrower ones show no dots

function Bars({ series, frame: { band, x, y } }: { series: Series[]; frame: Frame }) {
  const width = Math.min(WIDEST_BAR, (band * 0.72) / series.length);
  const gap = series.length > 1 && width > 4 ? 1 : 0;
  return (
    <>
      {series.map((one, at) =>
        one.data.map((point, index) => {
          const top = y(Math.max(0, point.value));
          const left = x(index) + width * (at - series.length / 2) + gap;
          const height = y(Math.min(0, point.value)) - top;
          const box = { x: left, y: top, width: width - 2 * gap, height };
          return <rect {...box} rx={Math.min(3, width / 4)} fill={colour(at)} />;
        }),
      )}
    </>
  );
}

function pathOf(series: Series, { x, y }: Frame): string {
  const step = (value: number, index: number) => `${index ? "L" : "M"}${x(index)},${y(value)}`;
  return series.data.map((point, index) => step(point.value, index)).join("");
}

interface LineProps {
  of: Series;
  at: number;
  frame: Frame;
  active: number | null;
}

function Line({ of, at, frame, active }: LineProps) {
  const dotted = of.data.length <= 2 || frame.band > DOTTED_FROM;
  return (
    <>
      <path d={pathOf(of, frame)} class="chart-line" stroke={colour(at)} />
      {of.data.map((point, index) => {
        if (!dotted && index !== active) return null;
        const place = { cx: frame.x(index), cy: frame.y(point.value) };
        return (
          <circle {...place} r={index === active ? 5 : 3} class="chart-dot" fill={colour(at)} />
        );
      })}
    </>
  );
}

function Area({ of, at, frame }: Omit<LineProps, "active">) {
  const floor = frame.y(0);
  const back = `L${frame.x(of.data.length - 1)},${floor}L${frame.x(0)},${floor}Z`;
  return <path d={pathOf(of, frame) + back} fill={colour(at)} class="chart-area" />;
}

interface Props {
  type: "bar" | "line" | "area";
  series: Series[];
  frame: Frame;
  active: number | null;
}

export function Marks({ type, series, frame, active }: Props) {
  if (type === "bar") return <Bars series={series} frame={frame} />;
  return (
    <>
      {series.map((of, at) => (
        <>
          {type === "area" && <Area of={of} at={at} frame={frame} />}
          <Line of={of} at={at} frame={frame} active={active} />
        </>
      ))}
    </>
  );
}
