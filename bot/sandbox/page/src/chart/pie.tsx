// A pie with its shares in the legend; the segment under the pointer stands out.
import { useState } from "preact/hooks";
import type { Point } from "../kit/types";
import { colour } from "./palette";
import { full } from "./scale";

const SIZE = 220;
const RADIUS = 100;
const LABELLED_FROM = 0.06; // share of a segment with its percentage written on it

function at(turn: number, radius: number): string {
  const angle = 2 * Math.PI * turn - Math.PI / 2;
  return `${radius * Math.cos(angle)},${radius * Math.sin(angle)}`;
}

function slice(from: number, to: number): string {
  if (to - from > 0.9999) return `M0,${-RADIUS}A${RADIUS},${RADIUS} 0 1 1 -0.01,${-RADIUS}Z`;
  const large = to - from > 0.5 ? 1 : 0;
  return `M0,0L${at(from, RADIUS)}A${RADIUS},${RADIUS} 0 ${large} 1 ${at(to, RADIUS)}Z`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)}%`;
}

export function Pie({ title, segments }: { title: string; segments: Point[] }) {
  const [active, setActive] = useState<number | null>(null);
  const total = segments.reduce((sum, segment) => sum + segment.value, 0);
  let turned = 0;
  const slices = segments.map((segment) => {
    const from = turned;
    turned += segment.value / total;
    return { ...segment, from, to: turned, share: segment.value / total };
  });
  return (
    <div class="pie" role="group" aria-label={`${title}, pie chart`}>
      <svg
        viewBox={`${-SIZE / 2} ${-SIZE / 2} ${SIZE} ${SIZE}`}
        width={SIZE}
        height={SIZE}
        aria-hidden="true"
      >
        {slices.map((one, index) => (
          <path
            d={slice(one.from, one.to)}
            fill={colour(index)}
            class={`pie-slice${active === index ? " pie-active" : active === null ? "" : " pie-quiet"}`}
            onPointerEnter={() => setActive(index)}
            onPointerLeave={() => setActive(null)}
          />
        ))}
        {slices.map((one, index) => {
          if (one.share < LABELLED_FROM) return null;
          const [x, y] = at((one.from + one.to) / 2, RADIUS * 0.68).split(",");
          return (
            <text
              class={`pie-label pie-label-${index + 1}`}
              x={x}
              y={y}
              dy="4"
              text-anchor="middle"
            >
              {percent(one.share)}
            </text>
          );
        })}
      </svg>
      <ul class="pie-legend">
        {slices.map((one, index) => (
          <li
            class={active === index ? "pie-legend-active" : undefined}
            onPointerEnter={() => setActive(index)}
            onPointerLeave={() => setActive(null)}
          >
            <span class="chart-key" style={{ background: colour(index) }} />
            <span class="pie-name">{one.label}</span>
            <b>{full(one.value)}</b>
            <span class="pie-share">{percent(one.share)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
