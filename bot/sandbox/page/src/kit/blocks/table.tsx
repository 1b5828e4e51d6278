// table: rows as they come, columns aligned and wrapped as told.
import type { BlockOf, Cell, Column } from "../types";
import { RichText } from "../../text/rich_text";
import { withEmoji } from "../../text/emoji";
import { words } from "./rows";

export function CellOf({ of }: { of: Cell }) {
  return of.type === "rich_text" ? <RichText of={of} /> : <>{withEmoji(words(of))}</>;
}

function look(column: Column | null | undefined): string {
  return `align-${column?.align ?? "left"}${column?.is_wrapped ? " wrapped" : ""}`;
}

export function Table({ of }: { of: BlockOf<"table"> }) {
  const [head, ...rows] = of.rows;
  const columns = of.column_settings ?? [];
  return (
    <div class="table-scroll" tabIndex={0} role="group" aria-label="Table">
      <table class="table">
        <thead>
          <tr>
            {head?.map((cell, index) => (
              <th scope="col" class={look(columns[index])}>
                <CellOf of={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {row.map((cell, index) => (
                <td class={look(columns[index])}>
                  <CellOf of={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
