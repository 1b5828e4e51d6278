// Axes: round ticks, numbers short enough for a label, which categories to name.

export interface Scale {
  ticks: number[];
  low: number;
  high: number;
}

const WANTED_TICKS = 4;

function roundStep(span: number): number {
  const rough = span / WANTED_TICKS || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 2.5, 5, 10].find((step) => rough <= step * power) ?? 10);
}

/** Round ticks around all values and zero. */
export function scaleOf(values: number[]): Scale {
  const lowest = Math.min(0, ...values);
  const highest = Math.max(0, ...values);
  const step = roundStep(highest - lowest);
  const from = Math.floor(lowest / step);
  const to = Math.max(Math.ceil(highest / step), from + 1);
  const ticks = Array.from({ length: to - from + 1 }, (_, index) => (from + index) * step);
  return { ticks, low: from * step, high: to * step };
}

const COMPACT = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 2 });
const SMALL = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 6 });
const FULL = new Intl.NumberFormat("en-US", { maximumFractionDigits: 4 });

export function short(value: number): string {
  return Math.abs(value) >= 10_000 ? COMPACT.format(value) : SMALL.format(value);
}

export function full(value: number): string {
  return FULL.format(value);
}

const LETTER_WIDTH = 6.4; // of the 12 px axis labels, on average

export function widthOf(text: string): number {
  return text.length * LETTER_WIDTH;
}

/** Name every n-th category so that the names don't touch. */
export function everyNth(categories: string[], band: number): number {
  const widest = Math.max(...categories.map(widthOf));
  return Math.max(1, Math.ceil((widest + 12) / band));
}
