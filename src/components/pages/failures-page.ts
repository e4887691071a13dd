/** The failures by fingerprint, the newest first: how often, the trend, and how often the lesson held one off. */
import type { FailureRecord } from '../../domain/failures/failure.ts';
import { trendOf } from '../../domain/failures/overview.ts';
import { innerSize, type Rect } from '../layout.ts';
import { type PaneContent, type PaneLine, windowAround } from '../Pane.tsx';
import { SELECTED } from '../theme.ts';
import type { DashboardView } from '../view.ts';
import { chosenRow, type Page } from './page.ts';

export const failuresPage: Page = {
  content: (view, rect) => content(view, rect),
  rows: (view) => rowsOf(view).map(({ fingerprint }) => fingerprint),
  wish: null,
};

const rowsOf = ({ world, ui }: DashboardView): readonly FailureRecord[] => {
  const words = ui.filter.toLowerCase();
  return Object.values(world.failures)
    .filter(({ title, lesson, call }) => `${title} ${lesson} ${call}`.toLowerCase().includes(words))
    .toSorted((a, b) => b.lastAt - a.lastAt);
};

const content = (view: DashboardView, rect: Rect): PaneContent => {
  const { cols, rows } = innerSize(rect);
  const records = rowsOf(view);
  const chosen = chosenRow(
    view,
    records.map(({ fingerprint }) => fingerprint),
  );
  const prevented = records.reduce((sum, { told, stopped }) => sum + told + stopped, 0);
  return {
    title: `Failures · ${records.length} kinds · held off ${prevented} times`,
    tone: 'plain',
    filter: view.ui.filter,
    lines:
      records.length === 0
        ? [{ spans: [{ text: 'No failure was seen.', tone: 'quiet' }] }]
        : windowAround(
            records.map((record) =>
              record.fingerprint === chosen
                ? [line(record, true, cols, view.now), ...details(record)]
                : [line(record, false, cols, view.now)],
            ),
            records.findIndex(({ fingerprint }) => fingerprint === chosen),
            rows,
          ),
  };
};

const line = (record: FailureRecord, isChosen: boolean, cols: number, now: number): PaneLine => ({
  target: { kind: 'row', row: record.fingerprint },
  spans: [
    { text: isChosen ? SELECTED : '', cells: 2 },
    { text: `${record.count}×`, cells: 6 },
    { text: trendOf(record, now), cells: 9 },
    { text: record.source, cells: 9 },
    { text: record.title, cells: Math.max(10, cols - 26) },
  ].map((span) => ({ ...span, tone: isChosen ? 'strong' : 'plain' })),
});

const details = ({
  lesson,
  told,
  stopped,
  projects,
  call,
  fingerprint,
  proposal,
}: FailureRecord): readonly PaneLine[] =>
  [
    ...(lesson === '' ? [] : [`Lesson: ${lesson}`]),
    `Held off: told ${told}, stopped ${stopped}. Seen in ${projects.length === 0 ? 'no project' : projects.join(', ')}.`,
    ...(proposal === null ? [] : [`Proposed by ${proposal.decision}: ${proposal.line.slice(2)}`]),
    `${fingerprint}${call === '' ? '' : `  ${call}`}`,
  ].map((text) => ({ spans: [{ text: `    ${text}`, tone: 'quiet' as const }] }));
