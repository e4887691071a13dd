/** What a benchmark gives: named figures, each with its unit and, where there is one, the goal that it is held against. */
export type Bench = (
  progress: (line: string) => void,
  /** What stood after its name: for benchmarks that take options of their own. */
  options: readonly string[],
) => Promise<Readonly<Record<string, Figure>>>;

export interface Figure {
  readonly value: number;
  readonly unit: string;
  /** `< 250`, `<= 1.5`; null for a figure that is only reported. */
  readonly goal: string | null;
}

export interface BenchResult {
  readonly bench: string;
  readonly ok: boolean;
  readonly figures: Readonly<Record<string, Figure & { readonly ok: boolean }>>;
}

export const resultOf = (bench: string, figures: Readonly<Record<string, Figure>>): BenchResult => {
  const judged = Object.fromEntries(
    Object.entries(figures).map(([name, figure]) => [
      name,
      { ...figure, value: rounded(figure.value), ok: meets(figure) },
    ]),
  );
  return { bench, ok: Object.values(judged).every((figure) => figure.ok), figures: judged };
};

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (low + high) / 2;
};

export const figuresTable = ({ bench, ok, figures }: BenchResult): string =>
  [
    `${bench}: ${ok ? 'ok' : 'NOT ok'}`,
    ...Object.entries(figures).map(
      ([name, { value, unit, goal, ok: met }]) =>
        `  ${met ? ' ' : '!'} ${name.padEnd(36)} ${String(value).padStart(10)} ${unit}${goal === null ? '' : `   (goal ${goal})`}`,
    ),
  ].join('\n');

const meets = ({ value, goal }: Figure): boolean => {
  if (goal === null) return true;
  const [, operator, limit] = /^(<=|<|>=|>|=)\s*([\d.]+)$/.exec(goal) ?? [];
  const bound = Number(limit);
  switch (operator) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
    case '=':
      return value === bound;
    default:
      throw new Error(`a goal reads like "< 250", not "${goal}"`);
  }
};

const rounded = (value: number): number => Number(value.toPrecision(4));
