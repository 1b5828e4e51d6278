// data_table: sorted by a click on a heading, paged, filtered.
import { useState } from "preact/hooks";
import { Icon } from "../../parts/icon";
import { IconButton } from "../../parts/icon_button";
import type { BlockOf, Cell } from "../types";
import { isNumeric, matching, type Order, pageOf, sorted, words } from "./rows";
import { CellOf } from "./table";

const PAGE_SIZE = 5; // Slack's default

export function DataTable({ of }: { of: BlockOf<"data_table"> }) {
  const [order, setOrder] = useState<Order | null>(null);
  const [filter, setFilter] = useState("");
  const [page, setPage] = useState(0);
  const [head = [], ...rows] = of.rows;
  const size = of.page_size ?? PAGE_SIZE;
  const fitting = matching(rows, filter);
  const numeric = head.map((_, index) => isNumeric(rows, index));

  const sort = (column: number) => {
    const again = order?.column === column;
    setOrder({ column, down: again ? !order.down : (numeric[column] ?? false) });
    setPage(0);
  };
  const narrow = (text: string) => {
    setFilter(text);
    setPage(0);
  };
  return (
    <div class="data-table">
      <div class="data-table-head">
        <span class="data-table-caption">{of.caption}</span>
        {rows.length > size && <Filter of={of.caption} value={filter} onInput={narrow} />}
      </div>
      <div class="table-scroll" tabIndex={0} role="group" aria-label={of.caption}>
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
            {pageOf(sorted(fitting, order), page, size).map((row) => (
              <Row of={row} numeric={numeric} header={of.row_header_column_index ?? 0} />
            ))}
            {fitting.length === 0 && (
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

function Row({ of, numeric, header }: { of: Cell[]; numeric: boolean[]; header: number }) {
  return (
    <tr>
      {of.map((cell, index) => {
        const Tag = index === header ? "th" : "td";
        const look = numeric[index] ? "align-right" : "align-left";
        return (
          <Tag scope={index === header ? "row" : undefined} class={look}>
            <CellOf of={cell} />
          </Tag>
        );
      })}
    </tr>
  );
}

interface FilterProps {
  of: string;
  value: string;
  onInput: (text: string) => void;
}

function Filter({ of, value, onInput }: FilterProps) {
  return (
    <label class="data-table-filter">
      <Icon name="search" size={14} />
      <input
        type="search"
        placeholder="Filter"
        aria-label={`Filter ${of}`}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </label>
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
