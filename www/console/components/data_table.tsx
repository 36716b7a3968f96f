import type { ComponentChildren } from "preact";

export interface Column<T> {
  head: string;
  cell: (row: T, index: number) => ComponentChildren;
  numeric?: boolean;
  /** Takes a whole line of a card. */
  wide?: boolean;
  /** Left out on narrow screens; the thing's own view holds it. */
  minor?: boolean;
}

interface Props<T> {
  caption: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  keyOf: (row: T, index: number) => string;
  /** On narrow screens: one card per row, sideways scrolling, or nothing special. */
  narrow?: "cards" | "scroll" | "same";
  captionUnseen?: boolean;
}

/** A plain table. The explicit roles keep it a table where the layout turns rows into cards. */
export function DataTable<T>({ caption, columns, rows, keyOf, narrow = "cards", captionUnseen = false }: Props<T>) {
  const table = (
    <table role="table" class={narrow === "scroll" ? undefined : narrow === "cards" ? "panel cards" : "panel"}>
      <caption class={captionUnseen ? "unseen" : undefined}>{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column.head} role="columnheader" scope="col" class={cellClass(column)}>{column.head}</th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row, index) => (
          <tr key={keyOf(row, index)} role="row">
            {columns.map((column) => (
              <td key={column.head} role="cell" class={cellClass(column)} data-label={column.head}>
                {column.cell(row, index)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
  if (narrow !== "scroll") return table;
  return <div class="scroll" role="region" aria-label={caption} tabIndex={0}>{table}</div>;
}

function cellClass<T>({ numeric, wide, minor }: Column<T>): string | undefined {
  const names = [numeric && "num", wide && "wide", minor && "minor"].filter(Boolean);
  return names.length > 0 ? names.join(" ") : undefined;
}
