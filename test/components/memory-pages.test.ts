import { expect, it } from 'vitest';
import { failuresPage } from '../../src/components/pages/failures-page.ts';
import { memoryPage } from '../../src/components/pages/memory-page.ts';
import { initialUi, type PageName } from '../../src/components/ui-state.ts';
import type { FailureRecord } from '../../src/domain/failures/failure.ts';
import { emptyWorld } from '../../src/domain/world.ts';

const rect = { left: 0, top: 0, width: 100, height: 20 };

const record = (fingerprint: string, lastAt: number): FailureRecord => ({
  ...{ fingerprint, source: 'logged', title: 'A release by hand fails', call: '', lesson: 'Let the pipeline release.' },
  ...{ count: 2, firstAt: 1, lastAt, times: [1, lastAt], projects: [], told: 1, stopped: 0, proposal: null },
});

const view = (page: PageName, filter = '') => ({
  world: { ...emptyWorld, failures: { f1: record('f1', 10), f2: record('f2', 20) } },
  ui: {
    ...initialUi,
    page,
    filter,
    reports: {
      memory: {
        kind: 'there' as const,
        answer: {
          total: 1,
          hotTokens: 9,
          hotBudget: 1500,
          rows: [
            {
              ...{
                id: 'M1',
                tier: 'hot' as const,
                project: null,
                pinned: true,
                uses: 1,
                problem: null,
                title: 'Ports',
              },
              ...{ isCut: false, text: 'Ports', file: 'MEMORY/hot/m1.md', score: { total: 7, parts: [] } },
              because: 'a person pinned it here',
            },
          ],
        },
      },
    },
  },
  now: 30,
});

it('shows each failure with its count, the newest first, and the chosen one with its lesson', () => {
  expect(failuresPage.rows(view('failures'))).toEqual(['f2', 'f1']);
  const text = JSON.stringify(failuresPage.content(view('failures'), rect));
  expect(text).toContain('2 kinds · held off 2 times');
  expect(text).toContain('Let the pipeline release.');
});

it('lists what people wrote into FAILURES.md beside what was counted, each kind once', () => {
  const entry = (id: string, fingerprint: string, title: string) => ({
    ...{
      id,
      fingerprint,
      title,
      what: '',
      why: '',
      fix: 'Ask first.',
      prevent: '',
      call: '',
      seen: ['2026-11-20'],
      line: 3,
    },
  });
  const base = view('failures');
  const failures = {
    kind: 'there' as const,
    answer: [entry('F1', 'f1', 'By hand'), entry('F7', '', 'Written by a person')],
  };
  const shown = { ...base, ui: { ...base.ui, reports: { failures } } };
  expect(failuresPage.rows(shown)).toEqual(['f2', 'f1', 'F7']);
  const text = JSON.stringify(failuresPage.content({ ...shown, ui: { ...shown.ui, rows: { failures: 'F7' } } }, rect));
  expect(text).toContain('Written by a person');
  expect(text).toContain('Lesson: Ask first.');
  expect(text).toContain('this fleet has not seen it');
});

it('shows the notes that the supervisor answered with, and asks for what the filter says', () => {
  expect(memoryPage.rows(view('memory'))).toEqual(['M1']);
  expect(memoryPage.wish?.(view('memory', 'ports'))).toMatchObject({ name: 'memory', query: { text: 'ports' } });
  expect(JSON.stringify(memoryPage.content(view('memory'), rect))).toContain('a person pinned it here');
});

it('says to the last word why a note lies where it lies', () => {
  const seen = view('memory');
  const rows = seen.ui.reports.memory.answer.rows.map((row) => ({
    ...row,
    because: 'it scores 8: cold is below 14, warm is 22 and up, and a person may pin it',
  }));
  const reports = { memory: { kind: 'there' as const, answer: { ...seen.ui.reports.memory.answer, rows } } };
  const { lines } = memoryPage.content({ ...seen, ui: { ...seen.ui, reports } }, { ...rect, width: 50 });
  const text = lines.map(({ spans }) => spans.map((span) => span.text).join(''));
  expect(text.join(' ').replace(/ +/g, ' ')).toContain('and a person may pin it;');
  expect(Math.max(...text.slice(1).map((line) => line.length))).toBeLessThanOrEqual(46);
});
