import { describe, expect, it } from 'vitest';
import { ringFor } from '../../src/components/AlertBell.tsx';
import { healthContent } from '../../src/components/HealthPane.tsx';
import { heartbeatPage } from '../../src/components/pages/heartbeat-page.ts';
import { initialUi } from '../../src/components/ui-state.ts';
import { emptyBook } from '../../src/domain/alerts/alert.ts';
import { emptyHealth } from '../../src/domain/checks/health.ts';
import { metricsText } from '../../src/domain/checks/metrics.ts';
import { DEFAULT_RULE } from '../../src/domain/checks/watch.ts';
import { checkRows, sparkline } from '../../src/state/selectors-heartbeat.ts';
import { aCheck, aWorld, NOON_MS } from '../kit/world.ts';

const rules = Object.fromEntries(
  ['disk', 'backup', 'new'].map((name) => [name, { ...DEFAULT_RULE, name, failAfter: 3 }]),
);
const world = aWorld({
  health: {
    ...emptyHealth,
    lastRoundAt: NOON_MS,
    nextRoundAt: NOON_MS + 1_800_000,
    rules,
    checks: {
      backup: aCheck('backup', {
        reading: 'fail',
        believed: 'pass',
        streak: 2,
        evidence: 'no\x1b[2J backup',
        recent: 'ppff',
      }),
      disk: aCheck('disk', { reading: 'fail', evidence: '99% full', fix: 'Free some room.', recent: 'pwfe' }),
    },
  },
  alerts: emptyBook,
});
const textOf = (cols: number): string =>
  heartbeatPage
    .content(
      { world, ui: { ...initialUi, page: 'heartbeat' }, now: NOON_MS },
      { top: 0, left: 0, width: cols, height: 20 },
    )
    .lines.map(({ spans }) => spans.map(({ text }) => text).join(' '))
    .join('\n');

it('in the pane what fails stands in full before warnings, and is counted in its title', () => {
  const fleet = { ...world.fleet, warnings: ['BACKLOG.md:3: T1 needs T9, which is not in the backlog.'] };
  const view = { world: { ...world, fleet }, ui: initialUi, now: NOON_MS };
  const { title, lines } = healthContent(view, { cols: 40, rows: 10 });
  expect(title).toBe('! Health · 1 fails · 1 warning · now');
  const text = lines.map(({ spans }) => spans.map((span) => span.text).join(' ')).join('\n');
  expect(text.indexOf('99% full')).toBeLessThan(text.indexOf('BACKLOG.md:3'));
  expect(text.indexOf('BACKLOG.md:3')).toBeLessThan(text.indexOf('backup'));
});

describe('the heartbeat page', () => {
  it('lists what is believed, worst first, with what is only being counted', () => {
    expect(checkRows(world, NOON_MS).map(({ name, believed, notes }) => [name, believed, notes])).toEqual([
      ['disk', 'fail', []],
      ['backup', 'pass', ['fail 2 of 3']],
      ['new', null, []],
    ]);
  });

  it('shows the chosen check’s evidence and fix, and its curve where there is room', () => {
    expect(textOf(120)).toContain('Free some room.');
    expect(textOf(120)).toContain(sparkline('pwfe'));
    expect(textOf(80)).not.toContain(sparkline('pwfe'));
  });

  it('asks for the history of the chosen check alone, again after each round', () => {
    expect(heartbeatPage.wish?.({ world, ui: initialUi, now: NOON_MS })).toMatchObject({
      name: 'check-history',
      query: { check: 'disk' },
      version: NOON_MS,
    });
  });
});

it('a bell’s text ends no sequence early', () => {
  const ring = ringFor({ title: 'a\x07b;c', text: '\x1b\\ and \u202e more' });
  expect(ring.startsWith('\x07\x1b]9;')).toBe(true);
  expect(ring.split('\x07')).toHaveLength(2);
  expect(ring.split('\x1b\\')).toHaveLength(3);
  expect(ring).not.toContain('b;c');
});

it('metrics are OpenMetrics text: each family named once, and an end', () => {
  const text = metricsText(world);
  expect(text).toContain('gaffer_check_reading{check="disk"} 2\n');
  expect(text.endsWith('# EOF\n')).toBe(true);
  const types = text.match(/^# TYPE \S+/gm) ?? [];
  expect(new Set(types).size).toBe(types.length);
  for (const line of text.trimEnd().split('\n'))
    expect(line).toMatch(/^(# (TYPE|HELP|EOF)|[a-z_]+(\{([a-z]+="[^"]*",?)+\})? -?[\d.]+$)/);
});
