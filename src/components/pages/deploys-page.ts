/** The pipelines: what serves where, the stages of the last run as lights, and below them the runs; the chosen one in full. */
import {
  approverText,
  type DeployRow,
  deployRows,
  figuresText,
  type Light,
  lightOf,
  lightsOf,
  runMs,
  runStateText,
  shortStateText,
  shownSteps,
  spanText,
} from '../../state/selectors-deploys.ts';
import { ageText } from '../../state/selectors-figures.ts';
import { agoText } from '../../state/selectors-locks.ts';
import { innerSize, type Rect } from '../layout.ts';
import type { Span } from '../line.tsx';
import { type PaneContent, type PaneLine, sentence, windowAround } from '../Pane.tsx';
import { SELECTED, type Tone } from '../theme.ts';
import type { DashboardView } from '../view.ts';
import { chosenRow, type Page } from './page.ts';

export const deploysPage: Page = {
  content: (view, rect) => content(view, rect),
  rows: (view) => rowsOf(view).map(({ id }) => id),
  wish: (view) => {
    const run = chosenDeploy(view)?.run ?? null;
    return {
      name: 'deploys',
      query: { run: run?.id ?? null },
      version: view.world.runs,
      grows: run?.steps.some(({ state, work }) => state.kind === 'running' && work !== 'approval') === true,
    };
  },
};

export const chosenDeploy = (view: DashboardView): DeployRow | null => {
  const rows = rowsOf(view);
  const chosen = chosenRow(
    view,
    rows.map(({ id }) => id),
  );
  return rows.find(({ id }) => id === chosen) ?? null;
};

const reportOf = ({ ui }: DashboardView) => (ui.reports.deploys?.kind === 'there' ? ui.reports.deploys.answer : null);

const rowsOf = (view: DashboardView): readonly DeployRow[] =>
  deployRows(view.world, reportOf(view), view.now, view.ui.filter);

const content = (view: DashboardView, rect: Rect): PaneContent => {
  const { cols, rows } = innerSize(rect);
  const all = rowsOf(view);
  const chosen = chosenDeploy(view);
  const running = Object.keys(view.world.holds).length;
  const pipelines = all.filter(({ kind }) => kind === 'pipeline').length;
  return {
    title: `Deploys · ${pipelines === 1 ? '1 target' : `${pipelines} targets`}${running === 0 ? '' : ` · ${running} running`}`,
    tone: 'plain',
    filter: view.ui.filter,
    lines:
      chosen === null
        ? sentence(emptyText(view), cols, 'quiet')
        : windowAround(
            all.map((row) =>
              row.id === chosen.id
                ? [rowLine(row, true, view, cols), ...details(row, view, { cols, rows })]
                : [rowLine(row, false, view, cols)],
            ),
            all.findIndex(({ id }) => id === chosen.id),
            rows,
          ),
  };
};

const emptyText = (view: DashboardView): string => {
  const report = view.ui.reports.deploys;
  if (report?.kind === 'problem') return report.text;
  if (report === undefined) return 'Reading gaffer.yaml …';
  return (
    report.answer.problem ??
    'No pipeline is configured. They stand under pipelines: in gaffer.yaml; docs/deploy.md shows each kind.'
  );
};

const MARKS: Readonly<Record<Light, { readonly glyph: string; readonly tone: Tone }>> = {
  good: { glyph: '●', tone: 'good' },
  bad: { glyph: '✗', tone: 'alarm' },
  unknown: { glyph: '?', tone: 'warn' },
  running: { glyph: '◐', tone: 'accent' },
  waiting: { glyph: '○', tone: 'quiet' },
  skipped: { glyph: '-', tone: 'quiet' },
};

const NAME_CELLS = 24;
const LIGHT_CELLS = 2;
const MOST_LIGHTS = 8;

const rowLine = (row: DeployRow, isChosen: boolean, view: DashboardView, cols: number): PaneLine => {
  const tone: Tone = isChosen ? 'strong' : 'plain';
  const lights = lightsOf(row.run).slice(0, MOST_LIGHTS);
  const name = row.kind === 'pipeline' ? row.id : `  ${row.run.id} ${row.run.pipeline}`;
  const said =
    row.kind === 'pipeline'
      ? [...(row.run === null ? [] : [`${row.run.id} ${shortStateText(row.run)}`]), row.serves].join(' · ')
      : `${agoText(ageText(row.run.startedAt, view.now))} · ${runStateText(row.run)}`;
  const lightCells = LIGHT_CELLS * MOST_LIGHTS;
  const spans: readonly Span[] = [
    { text: isChosen ? SELECTED : '', cells: 2, tone },
    { text: name, cells: NAME_CELLS, tone },
    ...Array.from({ length: MOST_LIGHTS }, (_, index): Span => {
      const light = lights[index];
      const mark = light === undefined ? null : MARKS[light.light];
      return { text: mark?.glyph ?? '', cells: LIGHT_CELLS, tone: mark?.tone ?? 'quiet' };
    }),
    { text: said, cells: Math.max(10, cols - 2 - NAME_CELLS - lightCells), tone },
  ];
  return { target: { kind: 'row', row: row.id }, spans };
};

const INDENT = 4;
const STEP_CELLS = 18;
const TIME_CELLS = 7;

const details = (
  row: DeployRow,
  view: DashboardView,
  { cols, rows }: { readonly cols: number; readonly rows: number },
): readonly PaneLine[] => {
  const target = { kind: 'row', row: row.id } as const;
  const plain = (text: string, tone: Tone = 'quiet'): PaneLine => ({
    target,
    spans: [
      { text: '', cells: INDENT },
      { text, cells: cols - INDENT, tone },
    ],
  });
  const report = reportOf(view);
  const { run } = row;
  const figures = row.kind === 'pipeline' ? [plain(figuresText(report?.figures[row.pipeline.target]))] : [];
  if (run === null) return figures;
  const approved = approverText(run);
  const log = report?.log?.run === run.id && report.log.lines.some((line) => line !== '') ? report.log : null;
  const above = [
    ...figures,
    plain(
      [
        `${run.id} by ${run.by}`,
        `commit ${run.commit?.slice(0, 12) ?? 'unknown'}`,
        spanText(runMs(run, view.now)),
        ...(approved === null ? [] : [approved]),
      ].join(' · '),
    ),
    ...(Object.values(view.world.targets).some(({ unknown }) => unknown === run.id)
      ? [
          plain(
            `Look at the target, then gaffer deploy --resolve ${run.id} --as shipped, or not-shipped; U goes back.`,
            'warn',
          ),
        ]
      : []),
    ...shownSteps(run).map((step): PaneLine => {
      const mark = MARKS[lightOf(step)];
      const { state } = step;
      const time =
        state.kind === 'ended' ? spanText(state.ms) : state.kind === 'running' ? ageText(state.since, view.now) : '';
      return {
        target,
        spans: [
          { text: '', cells: INDENT },
          { text: mark.glyph, cells: LIGHT_CELLS, tone: mark.tone },
          { text: step.id, cells: STEP_CELLS },
          { text: time, cells: TIME_CELLS, tone: 'quiet' },
          {
            text: state.kind === 'ended' ? state.because : '',
            cells: Math.max(10, cols - INDENT - LIGHT_CELLS - STEP_CELLS - TIME_CELLS),
            tone: mark.tone === 'good' ? 'plain' : mark.tone,
          },
        ],
      };
    }),
  ];
  if (log === null) return above;
  const tail = log.lines.slice(-Math.max(LEAST_TAIL, rows - above.length - ROWS_BESIDE));
  return [...above, plain(`log of ${log.step}`), ...tail.map((line) => plain(`│ ${line}`))];
};

/** The end of a log is what tells; it is cut at its beginning, not by the end of the page. */
const LEAST_TAIL = 3;
/** The row itself, the line above the tail, and the marks of rows above and below. */
const ROWS_BESIDE = 4;
