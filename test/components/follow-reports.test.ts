import { describe, expect, it } from 'vitest';
import { followReports } from '../../src/components/pages/follow-reports.ts';
import type { ReportWish } from '../../src/components/pages/page.ts';
import type { Session } from '../../src/components/session.ts';
import { createUiStore } from '../../src/components/ui-state.ts';
import type { DashboardView } from '../../src/components/view.ts';
import { workerNumber } from '../../src/domain/ids.ts';
import { fail, ok } from '../../src/domain/problem.ts';
import type { AskReport, ReportMakers } from '../../src/domain/reports.ts';
import { fakeFleetClient } from '../kit/fleet-client.ts';
import { aWorld } from '../kit/world.ts';

/** A page that wants worker 1's startup sequence, after each change of the World. */
const wishOf = ({ world, ui }: DashboardView): ReportWish | null =>
  ui.page === 'locks' ? { name: 'startup', query: { worker: workerNumber(1) }, version: world.seq } : null;

/** The same, of a log that grows while the World stands still. */
const growing = (view: DashboardView): ReportWish | null => {
  const wish = wishOf(view);
  return wish === null ? null : { ...wish, grows: true };
};

const following = (startup: ReportMakers['startup'], wish: typeof wishOf = wishOf) => {
  const client = fakeFleetClient({ world: aWorld({ seq: 1 }) });
  const asked: unknown[] = [];
  // The one report that is asked for here.
  const report = (async (_name, query) => {
    asked.push(query);
    return startup(query as Parameters<typeof startup>[0]);
  }) as AskReport;
  const ui = createUiStore();
  const session: Session = {
    client: { ...client, report },
    ui,
    now: () => 0,
    size: () => ({ cols: 80, rows: 24 }),
    redraw: () => {},
    end: () => {},
  };
  const due: (() => void)[] = [];
  const stop = followReports(
    session,
    (run) => {
      due.push(run);
      return () => due.splice(due.indexOf(run), 1);
    },
    wish,
  );
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  return { client, ui, asked, due, stop, settle };
};

describe('the report of the shown page', () => {
  it('is asked for again after each pause while it grows, and drawn anew only when it has', async () => {
    const answers = ['one', 'one', 'two'];
    const { ui, asked, due, settle } = following(async () => ok(answers.shift() ?? 'two'), growing);
    const drawn: unknown[] = [];
    ui.subscribe(({ reports }) => drawn.push(reports.startup));
    ui.setState({ page: 'locks' });
    for (const times of [1, 2, 3]) {
      await settle();
      expect(asked).toHaveLength(times);
      due.splice(0).forEach((run) => {
        run();
      });
    }
    await settle();
    expect(drawn.filter((one) => one !== undefined)).toEqual([
      { kind: 'there', answer: 'one' },
      { kind: 'there', answer: 'two' },
    ]);
    ui.setState({ page: 'fleet' });
    due.splice(0).forEach((run) => {
      run();
    });
    await settle();
    expect(asked).toHaveLength(4);
  });

  it('is asked for when the page is opened, and not before', async () => {
    const { ui, asked, settle } = following(async () => ok('read this'));
    expect(asked).toEqual([]);
    ui.setState({ page: 'locks' });
    await settle();
    expect(asked).toEqual([{ worker: 1 }]);
    expect(ui.getState().reports.startup).toEqual({ kind: 'there', answer: 'read this' });
  });

  it('is asked for once more, after a pause, however often the World changed meanwhile', async () => {
    const { client, ui, asked, due, settle } = following(async () => ok('read this'));
    ui.setState({ page: 'locks' });
    await settle();
    for (const seq of [2, 3, 4]) client.set(aWorld({ seq }));
    await settle();
    expect(asked).toHaveLength(1);
    for (const run of due.splice(0)) run();
    await settle();
    expect(asked).toHaveLength(2);
    for (const run of due.splice(0)) run();
    await settle();
    expect(asked).toHaveLength(2);
  });

  it('that cannot be had says why', async () => {
    const { ui, settle } = following(async () => fail({ kind: 'missing', message: 'There is no worker 1' }));
    ui.setState({ page: 'locks' });
    await settle();
    expect(ui.getState().reports.startup).toEqual({ kind: 'problem', text: 'There is no worker 1.' });
  });

  it('is not asked for after the dashboard has ended', async () => {
    const { ui, asked, stop, settle } = following(async () => ok('read this'));
    stop();
    ui.setState({ page: 'locks' });
    await settle();
    expect(asked).toEqual([]);
  });
});

describe('the report of a page whose supervisor is gone', () => {
  const gone = { since: 0, isStarting: true, problem: null, command: 'gaffer up' } as const;

  it('goes on being shown, and is asked for anew of the next supervisor though nothing has changed', async () => {
    const { client, ui, asked, due, settle } = following(async () => {
      if (asked.length === 2) return fail({ kind: 'process', message: 'the supervisor is gone' });
      return ok(`${asked.length}`);
    }, growing);
    ui.setState({ page: 'locks' });
    await settle();
    // The second request is under way when the supervisor ends.
    due.shift()?.();
    client.go(gone);
    await settle();
    expect(ui.getState().reports.startup).toEqual({ kind: 'there', answer: '1' });
    due.shift()?.();
    await settle();
    expect(asked).toHaveLength(2);
    client.go(null);
    await settle();
    expect(ui.getState().reports.startup).toEqual({ kind: 'there', answer: '3' });
  });
});
