/** Data on stdout, as a table for people or as one JSON value for programs. Worker text is made visible, never obeyed. */
import { visible, visibleWidth } from '../domain/visible.ts';

export const printJson = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value, null, process.stdout.isTTY ? 2 : 0)}\n`);
};

/** Columns as wide as their widest cell, two spaces apart; the last one runs free. */
export const tableText = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const safe = [head, ...rows].map((row) => row.map((cell) => visible(cell)));
  const widths = head.map((_, column) => Math.max(...safe.map((row) => visibleWidth(row[column] ?? ''))));
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => (column === row.length - 1 ? cell : padded(cell, widths[column] ?? 0))).join('  ');
  return safe.map((row) => line(row).trimEnd()).join('\n');
};

const padded = (cell: string, width: number): string => cell + ' '.repeat(Math.max(0, width - visibleWidth(cell)));

export const printTable = (head: readonly string[], rows: readonly (readonly string[])[]): void => {
  process.stdout.write(`${tableText(head, rows)}\n`);
};

/** What just happened, for the person; kept off stdout so that data stays clean. */
export const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** 12000000 micro-dollars -> `$12.00`. */
export const dollars = (microUsd: number): string => `$${(microUsd / 1_000_000).toFixed(2)}`;

/** `3s`, `12m`, `4h`, `2d`. */
export const age = (ms: number): string => {
  const steps = [
    [86_400_000, 'd'],
    [3_600_000, 'h'],
    [60_000, 'm'],
  ] as const;
  const step = steps.find(([size]) => ms >= size);
  return step === undefined ? `${Math.max(0, Math.round(ms / 1000))}s` : `${Math.floor(ms / step[0])}${step[1]}`;
};
