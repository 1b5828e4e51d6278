// The small card beside the pointer with the figures of one category.
import { colour } from "./palette";
import { full } from "./scale";

interface Props {
  title: string;
  rows: { name: string; value: number | undefined }[];
  /** Pixels from the plot's left, of its width. */
  x: number;
  width: number;
}

const GAP = 12;

export function Tip({ title, rows, x, width }: Props) {
  const side = x < width / 2 ? { left: `${x + GAP}px` } : { right: `${width - x + GAP}px` };
  return (
    <div class="chart-tip" style={side} role="status">
      <b>{title}</b>
      {rows.map((row, index) => (
        <div class="chart-tip-row">
          <span class="chart-key" style={{ background: colour(index) }} />
          <span>{row.name}</span>
          <b>{row.value === undefined ? "–" : full(row.value)}</b>
        </div>
      ))}
    </div>
  );
}
