/**
 * The frame around a worker's screen, and words in the place of a screen that is not there. The screen itself
 * is painted inside it by the preview painter, without Ink.
 */
import { useLayoutEffect, useSyncExternalStore } from 'react';
import type { Worker } from '../domain/workers/worker.ts';
import { endedByItself, hasScreen, STATE_WORDS, workerRows } from '../state/selectors-workers.ts';
import { innerSize, PANE_INSET, type Rect } from './layout.ts';
import { wrap } from './line.tsx';
import { Pane, type PaneContent, type PaneLine } from './Pane.tsx';
import type { PreviewPainter } from './preview-painter.ts';
import { type PreviewSource, type PreviewState, paintable } from './preview-source.ts';
import type { DashboardView } from './view.ts';

export interface Previews {
  readonly source: PreviewSource;
  readonly painter: PreviewPainter;
}

export const PreviewPane = ({
  view,
  rect,
  worker,
  isFocused,
  previews: { source, painter },
}: {
  readonly view: DashboardView;
  readonly rect: Rect;
  readonly worker: Worker | null;
  readonly isFocused: boolean;
  readonly previews: Previews;
}) => {
  const { left, top } = rect;
  const { cols, rows } = innerSize(rect);
  // Its content is not React's business: only whether there is one.
  useSyncExternalStore(source.subscribe, () => source.snapshot().kind);
  const number = worker?.number ?? null;
  const generation = worker?.generation ?? 0;
  const looks = worker !== null && (hasScreen(worker) || endedByItself(worker));
  useLayoutEffect(() => {
    source.look(looks && number !== null ? { worker: number, generation, cols, rows } : null);
  }, [source, looks, number, generation, cols, rows]);
  useLayoutEffect(() => () => source.look(null), [source]);
  useLayoutEffect(() => {
    painter.place({ left: left + PANE_INSET.left, top: top + PANE_INSET.top, width: cols, height: rows });
    return () => painter.place(null);
  }, [painter, left, top, cols, rows]);
  const content = worker === null ? NO_WORKER : previewContent(view, worker, source.snapshot(), cols);
  return <Pane rect={rect} isFocused={isFocused} content={content} />;
};

const NO_WORKER: PaneContent = {
  title: 'Preview',
  tone: 'plain',
  lines: [{ spans: [{ text: 'No worker to look at.', tone: 'quiet' }] }],
};

const previewContent = (view: DashboardView, worker: Worker, shown: PreviewState, cols: number): PaneContent => {
  const row = workerRows(view.world, view.now, '').find(({ number }) => number === worker.number);
  const parts = [`${worker.number}`, row?.project ?? '-', row?.task ?? '-'];
  // Beside the list of workers it need not be said twice.
  if (view.ui.page === 'grid') parts.push(`${row?.needsHuman === true ? '! ' : ''}${row?.word ?? '-'}`);
  const place = parts.filter((part) => part !== '-').join(' · ');
  const tone = view.ui.page === 'grid' && row?.needsHuman === true ? 'alarm' : 'plain';
  if (!hasScreen(worker)) {
    const because = `${STATE_WORDS[worker.state.kind]}: ${row?.doing ?? ''}`;
    return paintable(shown) === null
      ? { title: place, tone, lines: sentences(because, cols) }
      : { title: `${worker.number} · ${because} · its last screen`, tone, lines: [] };
  }
  switch (shown.kind) {
    case 'shown':
      return { title: view.ui.page === 'grid' ? place : `${place} · live`, tone, lines: [] };
    case 'ended':
      return shown.last === null
        ? { title: `${place} · ended`, tone, lines: sentences(shown.because, cols) }
        : { title: `${place} · ${shown.because} · its last screen`, tone, lines: [] };
    case 'opening':
    case 'none':
      return { title: place, tone, lines: [] };
  }
};

const sentences = (text: string, cols: number): readonly PaneLine[] =>
  wrap(text, cols).map((line) => ({ spans: [{ text: line, tone: 'quiet' }] }));
