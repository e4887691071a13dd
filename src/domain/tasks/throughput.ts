/** What was done since a moment: so many tasks, in what time, for what money. */
import type { World } from '../world.ts';

export interface Throughput {
  readonly done: number;
  readonly failed: number;
  readonly costMicroUsd: number;
  /** Of a task that was done; null when none was. */
  readonly averageMs: number | null;
}

export const throughputSince = ({ records }: World, since: number): Throughput => {
  const ended = Object.values(records).filter(
    ({ endedAt, status }) => status !== 'assigned' && (endedAt ?? 0) >= since,
  );
  const done = ended.filter(({ status }) => status === 'done');
  const took = done.flatMap(({ startedAt, endedAt }) =>
    startedAt === null || endedAt === null ? [] : [endedAt - startedAt],
  );
  return {
    done: done.length,
    failed: ended.length - done.length,
    costMicroUsd: ended.reduce((sum, { costMicroUsd }) => sum + costMicroUsd, 0),
    averageMs: took.length === 0 ? null : took.reduce((sum, ms) => sum + ms, 0) / took.length,
  };
};
