import { describe, expect, it } from 'vitest';
import { keyTable } from '../../src/components/key-table.ts';
import { KEYMAP, workingKeys } from '../../src/components/keymap.ts';
import { paletteRows } from '../../src/components/palette-rows.ts';
import { createUiStore, initialUi, PAGES, type UiState } from '../../src/components/ui-state.ts';
import type { MemoryReportRow } from '../../src/domain/memory/report.ts';
import { dashboards } from '../kit/dashboards.ts';
import { exampleWorld } from '../kit/example-world.ts';
import { aWorld } from '../kit/world.ts';

const dashboard = dashboards();

const NOTE: MemoryReportRow = {
  ...{ id: 'M1', tier: 'warm', project: null, pinned: false, uses: 0, problem: null, title: 'Ports', isCut: false },
  ...{ text: 'Ports', file: 'MEMORY/warm/m1.md', score: { total: 7, parts: [] }, because: 'a person wrote it' },
};
const NOTES: UiState['reports'] = {
  memory: { kind: 'there', answer: { total: 1, hotTokens: 0, hotBudget: 1500, rows: [NOTE] } },
};

const empty = { world: aWorld({}), ui: initialUi };

describe('the keymap', () => {
  it('binds no key twice at a time', () => {
    for (const focus of ['workers', 'decisions'] as const) {
      for (const page of PAGES) {
        const context = {
          world: exampleWorld(),
          ui: { ...initialUi, focus, page, worker: exampleWorld().workers['1']?.number ?? null, reports: NOTES },
        };
        const keys = workingKeys(context).flatMap((binding) => binding.keys);
        expect(keys.toSorted()).toEqual([...new Set(keys)].toSorted());
      }
    }
  });

  it('says in a sentence why a key does nothing', () => {
    const reasons = KEYMAP.map((binding) => binding.when(empty)).filter((when) => when !== true);
    expect(reasons.length).toBeGreaterThan(5);
    for (const reason of reasons) expect(reason).toMatch(/^[A-Z].*\.$/);
  });

  it('has a name and words of its own for each action', () => {
    for (const of of ['name', 'description'] as const) {
      const words = KEYMAP.map((binding) => binding[of]).filter((word) => !word.startsWith('Go to'));
      expect(new Set(words).size).toBe(words.length);
    }
  });
});

it('are a Markdown table with a row for each action', () => {
  expect(keyTable().split('\n')).toHaveLength(KEYMAP.length + 2);
  expect(keyTable()).toContain('| `y` | Approve the chosen decision, exactly as it is shown |');
});

it('of one page alone come in its footer before those of every page', async () => {
  const ui = createUiStore();
  const robot = dashboard({ cols: 100, rows: 24, ui });
  robot.press('m');
  await robot.shows('▸Memory');
  ui.setState({ reports: NOTES });
  await robot.shows('y approve', 'e edit', 'p pin', 'K warmer', 'J colder');
});

describe('the palette', () => {
  it.each([
    ['dispatch', 'dispatch'],
    ['dsp', 'dispatch'],
    ['stop fl', 'stop-fleet'],
    ['attach', 'attach'],
    ['LOCKS', 'locks'],
  ])('finds by %j first %s', (text, name) => {
    expect(paletteRows(text, empty)[0]?.binding.name).toBe(name);
  });

  it('begins with what works now', () => {
    const rows = paletteRows('', empty);
    const first = rows.findIndex(({ when }) => when !== true);
    expect(first).toBeGreaterThan(0);
    expect(rows.slice(first).every(({ when }) => when !== true)).toBe(true);
    expect(paletteRows('approve', empty)[0]?.binding.name).toBe('approve');
  });

  it('finds nothing by letters that are nowhere in order', () => {
    expect(paletteRows('zzqx', empty)).toEqual([]);
  });
});
