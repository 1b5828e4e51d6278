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

/** Whether every cell of the column is a number. */
export function isNumeric(rows: Cell[][], column: number): boolean {
  return rows.every((row) => row[column]?.type === "raw_number");
}

/** The rows with a cell that has the text in it. */
export function matching(rows: Cell[][], text: string): Cell[][] {
  const wanted = text.toLowerCase();
  return rows.filter((row) => row.some((cell) => words(cell).toLowerCase().includes(wanted)));
}

/** By number where every cell of the column is one, else by the alphabet. */
export function sorted(rows: Cell[][], order: Order | null): Cell[][] {
  if (!order) return rows;
  const numbers = isNumeric(rows, order.column);
  const key = (row: Cell[]) => row[order.column] as Cell;
  const compare = (one: Cell[], other: Cell[]) => {
    const [a, b] = [key(one), key(other)];
    if (numbers && "value" in a && "value" in b) return a.value - b.value;
    return words(a).localeCompare(words(b), "en");
  };
  return rows.toSorted((one, other) => (order.down ? compare(other, one) : compare(one, other)));
}

export function pageOf<T>(rows: T[], page: number, size: number): T[] {
  return rows.slice(page * size, (page + 1) * size);
}
