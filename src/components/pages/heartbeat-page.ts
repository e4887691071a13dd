/** The checks with their newest readings; the chosen one with its fix, its alert and what it said when it last changed. */
import type { Reading } from '../../domain/checks/history.ts';
import { clockText } from '../../state/selectors-figures.ts';
import { type CheckRow, checkRows, nextRoundText } from '../../state/selectors-heartbeat.ts';
import { innerSize, type Rect } from '../layout.ts';
import type { Span } from '../line.tsx';
import { type PaneContent, type PaneLine, windowAround } from '../Pane.tsx';
import { READING_MARKS, SELECTED, type Tone } from '../theme.ts';
import type { DashboardView } from '../view.ts';
import { chosenRow, type Page } from './page.ts';

/** As many readings as are asked for: a day of half hours. */
const HISTORY = 48;

export const heartbeatPage: Page = {
  content: (view, rect) => content(view, rect),
  rows: (view) => rowsOf(view).map(({ name }) => name),
  wish: (view) => ({
    name: 'check-history',
    query: { check: chosenCheck(view)?.name ?? '', limit: HISTORY },
    version: view.world.health.lastRoundAt,
  }),
};

export const chosenCheck = (view: DashboardView): CheckRow | null => {
  const rows = rowsOf(view);
  const chosen = chosenRow(
    view,
    rows.map(({ name }) => name),
  );
  return rows.find(({ name }) => name === chosen) ?? null;
};

const rowsOf = ({ world, now, ui }: DashboardView): readonly CheckRow[] => checkRows(world, now, ui.filter);

const content = (view: DashboardView, rect: Rect): PaneContent => {
  const { cols, rows } = innerSize(rect);
  const checks = rowsOf(view);
  const chosen = chosenCheck(view);
  const next = nextRoundText(view.world);
  const open = Object.keys(view.world.alerts.open).length;
  return {
    title: [
      `Heartbeat · ${checks.length} checks`,
      ...(open === 0 ? [] : [`${open} open`]),
      ...(next === '' ? [] : [`next ${next}`]),
    ].join(' · '),
    tone: 'plain',
    filter: view.ui.filter,
    lines:
      chosen === null
        ? [
            {
              spans: [
                { text: 'No check is configured. They stand under heartbeat.checks in gaffer.yaml.', tone: 'quiet' },
              ],
            },
          ]
        : windowAround(
            checks.map((check) =>
              check.name === chosen.name
                ? [checkLine(check, true, cols), ...details(check, view)]
                : [checkLine(check, false, cols)],
            ),
            checks.findIndex(({ name }) => name === chosen.name),
            rows,
          ),
  };
};

const NAME_CELLS = 22;
const SPARK_CELLS = 26;
const AGE_CELLS = 5;

/** Narrow terminals lose the curve first. */
const checkLine = (check: CheckRow, isChosen: boolean, cols: number): PaneLine => {
  const mark = check.believed === null ? { glyph: '·', tone: 'quiet' as const } : READING_MARKS[check.believed];
  const curve = cols >= 100 ? SPARK_CELLS : 0;
  const tone: Tone = isChosen ? 'strong' : 'plain';
  const said = [check.believed === 'errored' ? 'could not be checked' : null, ...check.notes, check.evidence]
    .filter((part) => part !== null)
    .join(' · ');
  const spans: readonly Span[] = [
    { text: isChosen ? SELECTED : '', cells: 2, tone },
    { text: mark.glyph, cells: 2, tone: mark.tone },
    { text: check.name, cells: NAME_CELLS, tone },
    ...(curve === 0 ? [] : [{ text: check.spark.padStart(SPARK_CELLS - 2), cells: curve, tone: mark.tone }]),
    { text: check.age, cells: AGE_CELLS, tone: 'quiet' },
    { text: said, cells: Math.max(10, cols - 4 - NAME_CELLS - curve - AGE_CELLS), tone },
  ];
  return { target: { kind: 'row', row: check.name }, spans };
};

const INDENT = 4;
/** Turns of the chosen check that are shown. */
const SHOWN_TURNS = 5;

const details = (check: CheckRow, { world, ui }: DashboardView): readonly PaneLine[] => {
  const line = (label: string, text: string, tone: Tone = 'plain'): PaneLine => ({
    target: { kind: 'row', row: check.name },
    spans: [
      { text: '', cells: INDENT },
      { text: label, cells: 10, tone: 'quiet' },
      { text, tone },
    ],
  });
  const report = ui.reports['check-history'];
  const readings = report?.kind === 'there' && report.answer.check === check.name ? report.answer.readings : [];
  return [
    line('says', check.evidence),
    ...(check.fix === null ? [] : [line('do', check.fix, 'accent')]),
    ...turnsOf(readings).map((each) =>
      line(clockText(each.at), `${each.reading}: ${each.evidence}`, READING_MARKS[each.reading].tone),
    ),
    ...(world.health.rules[check.name]?.needs ?? []).map((need) => line('needs', need)),
  ];
};

/** The readings at which it said something else than before, newest first. */
const turnsOf = (readings: readonly Reading[]): readonly Reading[] =>
  readings
    .filter((each, index) => each.reading !== readings[index - 1]?.reading)
    .slice(-SHOWN_TURNS)
    .toReversed();
