// Rows of a table: their words, their order, their pages.
import type { Cell, RichText } from "../types";

export interface Order {
  column: number;
  down: boolean;
}

function wordsOfRich(of: RichText): string {
  const pieces = of.elements.flatMap((part) =>
    part.type === "rich_text_list" ? part.elements.flatMap((item) => item.elements) : part.elements,
  );
  return pieces
    .map(
      (piece) => ("text" in piece ? piece.text : "fallback" in piece ? piece.fallback : "") ?? "",
    )
    .join("");
}

export function words(cell: Cell): string {
  if (cell.type === "rich_text") return wordsOfRich(cell);
  return cell.text ?? String("value" in cell ? cell.value : "");
}

const NO_FIGURE = "–";

/** Whether the column has numbers, and nothing else but cells without a figure. */
export function isNumeric(rows: Cell[][], column: number): boolean {
  const cells = rows.flatMap((row) => row[column] ?? []).filter((one) => words(one) !== NO_FIGURE);
  return cells.length > 0 && cells.every((one) => one.type === "raw_number");
}

function valueOf(cell: Cell): number {
  return "value" in cell ? cell.value : -Infinity;
}

/** The rows with a cell that has the text in it. */
export function matching(rows: Cell[][], text: string): Cell[][] {
  const wanted = text.toLowerCase();
  return rows.filter((row) => row.some((cell) => words(cell).toLowerCase().includes(wanted)));
}

/** By number where the column is numeric, cells without a figure as the least; else by the alphabet. */
export function sorted(rows: Cell[][], order: Order | null): Cell[][] {
  if (!order) return rows;
  const numbers = isNumeric(rows, order.column);
  const key = (row: Cell[]) => row[order.column] as Cell;
  const compare = (one: Cell[], other: Cell[]) => {
    const [a, b] = [key(one), key(other)];
    if (!numbers) return words(a).localeCompare(words(b), "en");
    return valueOf(a) < valueOf(b) ? -1 : Number(valueOf(a) > valueOf(b));
  };
  return rows.toSorted((one, other) => (order.down ? compare(other, one) : compare(one, other)));
}

export function pageOf<T>(rows: T[], page: number, size: number): T[] {
  return rows.slice(page * size, (page + 1) * size);
}
