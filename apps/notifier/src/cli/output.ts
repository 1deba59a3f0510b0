/** Where commands write; the real terminal in `main`. */
export interface Output {
  line(text: string): void;
  error(text: string): void;
}

export type Format = 'table' | 'json';

export const asJson = (value: unknown): string => JSON.stringify(value, null, 2);

/** Columns as wide as their widest cell; null is an empty one. */
export function table(cells: readonly (readonly (string | number | null)[])[]): string {
  const rows = cells.map(row => row.map(cell => (cell === null ? '' : String(cell))));
  const widths = rows.reduce<number[]>(
    (before, row) => row.map((cell, at) => Math.max(before[at] ?? 0, cell.length)),
    [],
  );
  return rows
    .map(row =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
