// Colours of series, in order; each stands out on white and on the dark theme (style/chart.css).

export const COLOURS = 12;

export function colour(index: number): string {
  return `var(--chart-${(index % COLOURS) + 1})`;
}
