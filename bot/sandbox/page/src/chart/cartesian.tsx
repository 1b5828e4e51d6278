// Bar, line and area charts: axes, grid, marks, and what lies under the pointer.
import { useRef, useState } from "preact/hooks";
import type { AxisConfig, Series } from "../kit/types";
import { Marks, type Plot } from "./marks";
import { everyNth, scaleOf, short, widthOf } from "./scale";
import { useWidth } from "./size";
import { Tip } from "./tip";

const HEIGHT = 260;
const TOP = 12;
const RIGHT = 8;
const TITLE_ROOM = 20;
const LABEL_ROOM = 24;

interface Props {
  type: "bar" | "line" | "area";
  title: string;
  series: Series[];
  axes: AxisConfig;
}

export function Cartesian({ type, title, series, axes }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const [active, setActive] = useState<number | null>(null);
  const { categories, x_label, y_label } = axes;

  const scale = scaleOf(series.flatMap((one) => one.data.map((point) => point.value)));
  const left =
    Math.max(...scale.ticks.map((tick) => widthOf(short(tick)))) + 12 + (y_label ? TITLE_ROOM : 0);
  const bottom = HEIGHT - LABEL_ROOM - (x_label ? TITLE_ROOM : 0);
  const band = Math.max(1, width - left - RIGHT) / categories.length;
  const plot: Plot = {
    series,
    band,
    active,
    x: (index) => left + band * (index + 0.5),
    y: (value) => bottom - ((value - scale.low) / (scale.high - scale.low)) * (bottom - TOP),
  };

  const point = (event: PointerEvent) => {
    const from = box.current?.getBoundingClientRect().left ?? 0;
    const index = Math.floor((event.clientX - from - left) / band);
    setActive(index >= 0 && index < categories.length ? index : null);
  };
  const step = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const from = active ?? (by > 0 ? -1 : categories.length);
    setActive((from + by + categories.length) % categories.length);
  };
  const nth = everyNth(categories, band);

  return (
    <div
      ref={box}
      class="chart-plot"
      tabIndex={0}
      role="group"
      aria-roledescription="chart"
      aria-label={`${title}, ${type} chart; arrow keys read the figures`}
      onPointerMove={point}
      onPointerDown={point}
      onPointerLeave={() => setActive(null)}
      onBlur={() => setActive(null)}
      onKeyDown={step}
    >
      <svg width={width} height={HEIGHT} aria-hidden="true">
        {active !== null && (
          <rect
            class="chart-band"
            x={left + band * active}
            y={TOP}
            width={band}
            height={bottom - TOP}
          />
        )}
        {scale.ticks.map((tick) => (
          <>
            <line
              class={tick ? "chart-grid" : "chart-zero"}
              x1={left}
              x2={width - RIGHT}
              y1={plot.y(tick)}
              y2={plot.y(tick)}
            />
            <text class="chart-label" x={left - 8} y={plot.y(tick) + 4} text-anchor="end">
              {short(tick)}
            </text>
          </>
        ))}
        {categories.map((category, index) =>
          index % nth ? null : (
            <text class="chart-label" x={plot.x(index)} y={bottom + 18} text-anchor="middle">
              {category}
            </text>
          ),
        )}
        {x_label && (
          <text class="chart-axis" x={(left + width) / 2} y={HEIGHT - 4} text-anchor="middle">
            {x_label}
          </text>
        )}
        {y_label && (
          <text
            class="chart-axis"
            transform={`translate(12 ${(TOP + bottom) / 2}) rotate(-90)`}
            text-anchor="middle"
          >
            {y_label}
          </text>
        )}
        {width > 0 && <Marks type={type} plot={plot} />}
      </svg>
      {active !== null && (
        <Tip
          title={categories[active] ?? ""}
          rows={series.map((one) => ({ name: one.name, value: one.data[active]?.value }))}
          x={plot.x(active)}
          width={width}
        />
      )}
    </div>
  );
}
