// Bar, line and area charts, and what lies under the pointer or is reached by the arrow keys.
import { useRef, useState } from "preact/hooks";
import type { AxisConfig, Series } from "../kit/types";
import { Axes } from "./axes";
import { frameOf, HEIGHT } from "./frame";
import { Marks } from "./marks";
import { useWidth } from "./size";
import { Tip } from "./tip";

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
  const count = axes.categories.length;
  const frame = frameOf(series, axes, width);
  const { left, top, bottom, band } = frame;

  const point = (event: PointerEvent) => {
    const from = box.current?.getBoundingClientRect().left ?? 0;
    const index = Math.floor((event.clientX - from - left) / band);
    setActive(index >= 0 && index < count ? index : null);
  };
  const step = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const from = active ?? (by > 0 ? -1 : count);
    setActive((from + by + count) % count);
  };

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
            y={top}
            width={band}
            height={bottom - top}
          />
        )}
        <Axes of={axes} frame={frame} />
        {width > 0 && <Marks type={type} series={series} frame={frame} active={active} />}
      </svg>
      {active !== null && (
        <Tip
          title={axes.categories[active] ?? ""}
          rows={series.map((one) => ({ name: one.name, value: one.data[active]?.value }))}
          x={frame.x(active)}
          width={width}
        />
      )}
    </div>
  );
}
