// What stands for the figures: bars, lines, areas.
import type { Series } from "../kit/types";
import { colour } from "./palette";

export interface Plot {
  series: Series[];
  /** Pixels of a category. */
  band: number;
  /** The middle of a category. */
  x: (index: number) => number;
  y: (value: number) => number;
  active: number | null;
}

const WIDEST_BAR = 48;

function Bars({ series, band, x, y }: Plot) {
  const width = Math.min(WIDEST_BAR, (band * 0.72) / series.length);
  const left = (index: number, at: number) => x(index) - (width * series.length) / 2 + width * at;
  const gap = series.length > 1 && width > 4 ? 1 : 0;
  return (
    <>
      {series.map((one, at) =>
        one.data.map((point, index) => {
          const [top, bottom] = [y(Math.max(0, point.value)), y(Math.min(0, point.value))];
          const box = {
            x: left(index, at) + gap,
            y: top,
            width: width - 2 * gap,
            height: bottom - top,
          };
          return <rect {...box} rx={Math.min(3, width / 4)} fill={colour(at)} />;
        }),
      )}
    </>
  );
}

function pathOf(series: Series, { x, y }: Plot): string {
  return series.data
    .map((point, index) => `${index ? "L" : "M"}${x(index)},${y(point.value)}`)
    .join("");
}

function Line({ of, at, plot }: { of: Series; at: number; plot: Plot }) {
  const dots = of.data.length <= 2 || plot.band > 36;
  return (
    <>
      <path d={pathOf(of, plot)} class="chart-line" stroke={colour(at)} />
      {of.data.map((point, index) =>
        dots || index === plot.active ? (
          <circle
            cx={plot.x(index)}
            cy={plot.y(point.value)}
            r={index === plot.active ? 5 : 3}
            class="chart-dot"
            fill={colour(at)}
          />
        ) : null,
      )}
    </>
  );
}

function Area({ of, at, plot }: { of: Series; at: number; plot: Plot }) {
  const last = plot.x(of.data.length - 1);
  const floor = plot.y(0);
  const outline = `${pathOf(of, plot)}L${last},${floor}L${plot.x(0)},${floor}Z`;
  return <path d={outline} fill={colour(at)} class="chart-area" />;
}

export function Marks({ type, plot }: { type: "bar" | "line" | "area"; plot: Plot }) {
  if (type === "bar") return <Bars {...plot} />;
  return (
    <>
      {plot.series.map((one, at) => (
        <>
          {type === "area" && <Area of={one} at={at} plot={plot} />}
          <Line of={one} at={at} plot={plot} />
        </>
      ))}
    </>
  );
}
