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

/** By number where every cell of the column is one, else by the alphabet. */
export function sorted(rows: Cell[][], order: Order | null): Cell[][] {
  if (!order) return rows;
  const numbers = rows.every((row) => row[order.column]?.type === "raw_number");
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
