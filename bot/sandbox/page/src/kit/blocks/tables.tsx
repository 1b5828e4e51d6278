// table and data_table.
import { useState } from "preact/hooks";
import { Icon } from "../../parts/icon";
import { IconButton } from "../../parts/icon_button";
import { RichText } from "../../text/rich_text";
import { withEmoji } from "../../text/emoji";
import type { BlockOf, Cell, Column } from "../types";
import { type Order, pageOf, sorted, words } from "./rows";

function CellOf({ of }: { of: Cell }) {
  return of.type === "rich_text" ? <RichText of={of} /> : <>{withEmoji(words(of))}</>;
}

function look(column: Column | null | undefined): string {
  return `align-${column?.align ?? "left"}${column?.is_wrapped ? " wrapped" : ""}`;
}

export function Table({ of }: { of: BlockOf<"table"> }) {
  const [head, ...rows] = of.rows;
  const columns = of.column_settings ?? [];
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label="Table">
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

const PAGE_SIZE = 5; // Slack's default
const FILTERED_FROM = 2; // pages

export function DataTable({ of }: { of: BlockOf<"data_table"> }) {
  const [order, setOrder] = useState<Order | null>(null);
  const [filter, setFilter] = useState("");
  const [page, setPage] = useState(0);
  const [head = [], ...rows] = of.rows;
  const size = of.page_size ?? PAGE_SIZE;
  const wanted = filter.toLowerCase();
  const fitting = rows.filter((row) =>
    row.some((cell) => words(cell).toLowerCase().includes(wanted)),
  );
  const shown = pageOf(sorted(fitting, order), page, size);
  const numeric = head.map((_, index) => rows.every((row) => row[index]?.type === "raw_number"));
  const header = of.row_header_column_index ?? 0;

  const sort = (column: number) => {
    setOrder((last) =>
      last?.column === column
        ? { column, down: !last.down }
        : { column, down: numeric[column] ?? false },
    );
    setPage(0);
  };
  return (
    <div class="data-table">
      <div class="data-table-head">
        <span class="data-table-caption">{of.caption}</span>
        {rows.length > size * (FILTERED_FROM - 1) && (
          <label class="data-table-filter">
            <Icon name="search" size={14} />
            <input
              type="search"
              placeholder="Filter"
              aria-label={`Filter ${of.caption}`}
              value={filter}
              onInput={(event) => {
                setFilter(event.currentTarget.value);
                setPage(0);
              }}
            />
          </label>
        )}
      </div>
      <div class="table-scroll" tabIndex={0} role="region" aria-label={of.caption}>
        <table class="table">
          <caption class="unseen">{of.caption}</caption>
          <thead>
            <tr>
              {head.map((cell, index) => (
                <Heading
                  cell={cell}
                  numeric={numeric[index]}
                  order={order?.column === index ? order : null}
                  onSort={() => sort(index)}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr>
                {row.map((cell, index) => {
                  const Tag = index === header ? "th" : "td";
                  return (
                    <Tag
                      scope={index === header ? "row" : undefined}
                      class={numeric[index] ? "align-right" : "align-left"}
                    >
                      <CellOf of={cell} />
                    </Tag>
                  );
                })}
              </tr>
            ))}
            {shown.length === 0 && (
              <tr>
                <td colSpan={head.length} class="data-table-none">
                  No rows match
                </td>
              </tr>
            )}
          </tbody>
        </table>
      </div>
      <Pager page={page} size={size} count={fitting.length} onPage={setPage} />
    </div>
  );
}

interface HeadingProps {
  cell: Cell;
  numeric?: boolean;
  order: Order | null;
  onSort: () => void;
}

function Heading({ cell, numeric, order, onSort }: HeadingProps) {
  const direction = order ? (order.down ? "descending" : "ascending") : "none";
  return (
    <th scope="col" aria-sort={direction} class={numeric ? "align-right" : "align-left"}>
      <button type="button" class="sort" onClick={onSort}>
        {words(cell)}
        <Icon name={order && !order.down ? "arrowUp" : "arrowDown"} size={12} />
      </button>
    </th>
  );
}

interface PagerProps {
  page: number;
  size: number;
  count: number;
  onPage: (page: number) => void;
}

function Pager({ page, size, count, onPage }: PagerProps) {
  if (count <= size) return null;
  const last = Math.ceil(count / size) - 1;
  return (
    <div class="pager">
      <span aria-live="polite">
        {page * size + 1}–{Math.min(count, (page + 1) * size)} of {count}
      </span>
      <IconButton
        icon="back"
        label="Previous page"
        size={16}
        disabled={page === 0}
        onClick={() => onPage(page - 1)}
      />
      <IconButton
        icon="next"
        label="Next page"
        size={16}
        disabled={page === last}
        onClick={() => onPage(page + 1)}
      />
    </div>
  );
}
