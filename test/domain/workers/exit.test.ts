import { expect, it } from 'vitest';
import { workerNumber } from '../../../src/domain/ids.ts';
import { PureFleet } from '../../kit/pure-fleet.ts';

const seated = (): PureFleet => {
  const fleet = new PureFleet().boot({ workers: 1 });
  fleet.must({ kind: 'start-fleet' });
  fleet.seat(1);
  return fleet;
};

const exit = (fleet: PureFleet): void =>
  void fleet.must({ kind: 'report-exited', ...fleet.live(1), code: null, signal: 'SIGHUP' });

const told = (fleet: PureFleet): readonly string[] =>
  fleet.world.notices.flatMap(({ text }) => (text.includes('session ended') ? [text] : []));

it('is told of a session that ended by itself, and not of one that was stopped', () => {
  const crashed = seated();
  exit(crashed);
  expect(told(crashed)).toContain('worker 1: session ended (signal SIGHUP)');

  const stopped = seated();
  stopped.must({ kind: 'stop-worker', worker: workerNumber(1) });
  exit(stopped);
  expect(told(stopped)).toEqual([]);

  const down = seated();
  down.must({ kind: 'stop-fleet' });
  exit(down);
  expect(told(down)).toEqual([]);
});
