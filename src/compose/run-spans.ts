/** When steps of deploys were at work in which project, a little way back: a change is looked at some time after it was made. */
import type { ProjectId } from '../domain/ids.ts';
import type { Span } from '../domain/locks/attribution.ts';
import type { Run } from '../domain/pipelines/run.ts';
import type { Fleet } from './parts.ts';

export interface RunSpans {
  readonly of: (project: ProjectId) => readonly Span[];
  readonly stop: () => void;
}

/** What ended longer ago explains no change that is seen now. */
const KEPT_MS = 30_000;

export const createRunSpans = (fleet: Pick<Fleet, 'world' | 'subscribe'>): RunSpans => {
  const known = new Map<ProjectId, readonly Span[]>();
  let seen: unknown = null;
  const look = (): void => {
    const { runs } = fleet.world();
    if (runs === seen) return;
    seen = runs;
    const now = Date.now();
    const working = new Set(
      Object.values(runs)
        .filter(isAtWork)
        .map(({ project }) => project),
    );
    for (const project of new Set([...known.keys(), ...working])) {
      const spans = (known.get(project) ?? []).filter(({ to }) => to === null || to > now - KEPT_MS);
      known.set(project, spansAt(spans, working.has(project), now));
    }
  };
  const stop = fleet.subscribe(look);
  look();
  return { of: (project) => known.get(project) ?? [], stop };
};

const isAtWork = ({ steps }: Run): boolean => steps.some(({ state }) => state.kind === 'running');

const spansAt = (spans: readonly Span[], isWorking: boolean, now: number): readonly Span[] => {
  const isOpen = spans.some(({ to }) => to === null);
  if (isWorking === isOpen) return spans;
  return isWorking
    ? [...spans, { from: now, to: null }]
    : spans.map((span) => (span.to === null ? { ...span, to: now } : span));
};
