// The grid, the ticks' figures, the categories' names, the axes' titles.
import type { AxisConfig } from "../kit/types";
import { type Frame, HEIGHT } from "./frame";
import { everyNth, short } from "./scale";

export function Axes({ of, frame }: { of: AxisConfig; frame: Frame }) {
  const { scale, left, right, top, bottom, x, y } = frame;
  const nth = everyNth(of.categories, frame.band);
  return (
    <>
      {scale.ticks.map((tick) => (
        <>
          <line
            class={tick ? "chart-grid" : "chart-zero"}
            x1={left}
            x2={right}
            y1={y(tick)}
            y2={y(tick)}
          />
          <text class="chart-label" x={left - 8} y={y(tick) + 4} text-anchor="end">
            {short(tick)}
          </text>
        </>
      ))}
      {of.categories.map((category, index) =>
        index % nth ? null : (
          <text class="chart-label" x={x(index)} y={bottom + 18} text-anchor="middle">
            {category}
          </text>
        ),
      )}
      {of.x_label && (
        <text class="chart-axis" x={(left + right) / 2} y={HEIGHT - 4} text-anchor="middle">
          {of.x_label}
        </text>
      )}
      {of.y_label && (
        <text
          class="chart-axis"
          transform={`translate(12 ${(top + bottom) / 2}) rotate(-90)`}
          text-anchor="middle"
        >
          {of.y_label}
        </text>
      )}
    </>
  );
}
