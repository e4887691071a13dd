/** The chosen worker's screen, live and small. It alone is drawn again when that screen changes. */
import { useLayoutEffect, useSyncExternalStore } from 'react';
import type { Preview, Run } from '../domain/screens.ts';
import type { Worker } from '../domain/workers/worker.ts';
import { hasScreen, STATE_WORDS, workerAt, workerRows } from '../state/selectors-workers.ts';
import { innerSize, type Rect, type Size } from './layout.ts';
import { type Span, wrap } from './line.tsx';
import { Pane, type PaneContent, type PaneLine } from './Pane.tsx';
import type { PreviewSource, PreviewState } from './preview-source.ts';
import type { Style } from './theme.ts';
import type { DashboardView } from './view.ts';

export const PreviewPane = ({
  view,
  rect,
  previews,
}: {
  readonly view: DashboardView;
  readonly rect: Rect;
  readonly previews: PreviewSource;
}) => {
  const worker = workerAt(view.world, view.ui.worker);
  const { cols, rows } = innerSize(rect);
  const shown = useSyncExternalStore(previews.subscribe, previews.snapshot);
  const number = worker?.number ?? null;
  const generation = worker?.generation ?? 0;
  const looks = worker !== null && hasScreen(worker);
  useLayoutEffect(() => {
    previews.look(looks && number !== null ? { worker: number, generation, cols, rows } : null);
  }, [previews, looks, number, generation, cols, rows]);
  useLayoutEffect(() => () => previews.look(null), [previews]);
  return (
    <Pane
      rect={rect}
      isFocused={view.ui.focus === 'preview'}
      content={worker === null ? NO_WORKER : previewContent(view, worker, shown, { cols, rows })}
    />
  );
};

const NO_WORKER: PaneContent = {
  title: 'Preview',
  tone: 'plain',
  lines: [{ spans: [{ text: 'No worker to look at.', tone: 'quiet' }] }],
};

const previewContent = (
  view: DashboardView,
  worker: Worker,
  shown: PreviewState,
  { cols, rows }: Size,
): PaneContent => {
  const row = workerRows(view.world, view.now, '').find(({ number }) => number === worker.number);
  const place = [`${worker.number}`, row?.project ?? '-', row?.task ?? '-'].filter((part) => part !== '-').join(' · ');
  if (!hasScreen(worker)) {
    const because = `${STATE_WORDS[worker.state.kind]}: ${row?.doing ?? ''}`;
    return { title: place, tone: 'plain', lines: sentences(because, cols) };
  }
  switch (shown.kind) {
    case 'shown':
      return { title: `${place} · live`, tone: 'plain', lines: previewLines(shown.preview, rows) };
    case 'ended':
      return { title: `${place} · ended`, tone: 'plain', lines: sentences(shown.because, cols) };
    case 'opening':
    case 'none':
      return { title: place, tone: 'plain', lines: [] };
  }
};

const sentences = (text: string, cols: number): readonly PaneLine[] =>
  wrap(text, cols).map((line) => ({ spans: [{ text: line, tone: 'quiet' }] }));

/** The end of the screen, where the newest is; for a moment after a resize it is larger than the pane. */
const previewLines = (preview: Preview, rows: number): readonly PaneLine[] =>
  preview.rows.slice(-rows).map((runs) => ({ spans: runs.map(spanOf) }));

const spanOf = (run: Run): Span => ({ text: run.text, style: styleOf(run) });

const styleOf = (run: Run): Style => ({
  ...(run.fg === null ? {} : { color: colourOf(run.fg) }),
  ...(run.bg === null ? {} : { backgroundColor: colourOf(run.bg) }),
  ...(run.bold ? { bold: true } : {}),
  ...(run.dim ? { dimColor: true } : {}),
  ...(run.italic ? { italic: true } : {}),
  ...(run.underline ? { underline: true } : {}),
  ...(run.inverse ? { inverse: true } : {}),
});

const colourOf = (colour: number | string): string => (typeof colour === 'number' ? `ansi256(${colour})` : colour);
