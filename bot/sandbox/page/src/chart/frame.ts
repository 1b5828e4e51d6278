// Where in the drawing things are: margins, bands, values to pixels.
import type { AxisConfig, Series } from "../kit/types";
import { type Scale, scaleOf, short, widthOf } from "./scale";

export const HEIGHT = 260;
const TOP = 12;
const RIGHT = 8;
const TITLE_ROOM = 20;
const LABEL_ROOM = 24;

/** Pixels, from the top left of the drawing. */
export interface Frame {
  scale: Scale;
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** The width of a category. */
  band: number;
  /** The middle of a category. */
  x: (index: number) => number;
  y: (value: number) => number;
}

export function frameOf(series: Series[], axes: AxisConfig, width: number): Frame {
  const scale = scaleOf(series.flatMap((one) => one.data.map((point) => point.value)));
  const ticks = Math.max(...scale.ticks.map((tick) => widthOf(short(tick))));
  const left = ticks + 12 + (axes.y_label ? TITLE_ROOM : 0);
  const right = Math.max(left, width - RIGHT);
  const bottom = HEIGHT - LABEL_ROOM - (axes.x_label ? TITLE_ROOM : 0);
  const band = (right - left) / axes.categories.length;
  const x = (index: number) => left + band * (index + 0.5);
  const y = (value: number) =>
    bottom - ((value - scale.low) / (scale.high - scale.low)) * (bottom - TOP);
  return { scale, left, right, top: TOP, bottom, band, x, y };
}
