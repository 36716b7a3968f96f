import type { ComponentChildren } from "preact";

export interface Column<T> {
  head: string;
  cell: (row: T, index: number) => ComponentChildren;
  numeric?: boolean;
  /** Takes a whole line of a card. */
  wide?: boolean;
}

interface Props<T> {
  caption: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  keyOf: (row: T, index: number) => string;
  /** On narrow screens: one card per row, or sideways scrolling. */
  narrow?: "cards" | "scroll";
  captionUnseen?: boolean;
}

/** A plain table. The explicit roles keep it a table where the layout turns rows into cards. */
export function DataTable<T>({ caption, columns, rows, keyOf, narrow = "cards", captionUnseen = false }: Props<T>) {
  const table = (
    <table role="table" class={narrow === "cards" ? "cards" : undefined}>
      <caption class={captionUnseen ? "unseen" : undefined}>{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column.head} role="columnheader" scope="col" class={column.numeric ? "num" : undefined}>{column.head}</th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row, index) => (
          <tr key={keyOf(row, index)} role="row">
            {columns.map((column) => (
              <td key={column.head} role="cell" class={column.numeric ? "num" : column.wide ? "wide" : undefined} data-label={column.head}>
                {column.cell(row, index)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
  if (narrow === "cards") return table;
  return <div class="scroll" role="region" aria-label={caption} tabIndex={0}>{table}</div>;
}
