import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createTriggerWatch, type TriggerWatch } from '../../src/compose/trigger-watch.ts';
import type { Command } from '../../src/domain/command.ts';
import { workerNumber } from '../../src/domain/ids.ts';
import { ok } from '../../src/domain/problem.ts';
import type { TriggerCondition } from '../../src/domain/triggers/trigger.ts';
import { fileMark } from '../../src/state/file-marks.ts';
import { PureFleet } from '../kit/pure-fleet.ts';
import { tempDir } from '../kit/temp.ts';

const PATIENT = { interval: 10 };

let watch: TriggerWatch | undefined;
afterEach(() => watch?.stop());

/** A pure fleet with one idle worker whose trigger is `on`, under a real watch of a real directory. */
const watching = (root: string, on: TriggerCondition) => {
  const fleet = new PureFleet().boot({ workers: 1 });
  const listeners = new Set<() => void>();
  const timers: { readonly action: () => void; readonly ms: number }[] = [];
  const submit = async (command: Command) => {
    fleet.must(command);
    for (const listener of listeners) listener();
    return ok([]);
  };
  const triggers = [{ words: 'when it comes about', on, text: 'go on', line: 3 }];
  fleet.must({ kind: 'report-triggers', worker: workerNumber(1), triggers });
  watch = createTriggerWatch(
    {
      world: () => fleet.world,
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      submit,
      log: (line) => {
        throw new Error(line);
      },
    },
    root,
    {
      now: () => fleet.now,
      schedule: (action, ms) => {
        const timer = { action, ms };
        timers.push(timer);
        return () => timers.splice(timers.indexOf(timer), 1);
      },
    },
  );
  const fired = () => fleet.log.flatMap(({ event }) => (event.kind === 'trigger.fired' ? [event.because] : []));
  return { fleet, timers, fired, submit };
};

const file = (name: string, is: 'changed' | 'there' | 'gone', mark: string | null = null): TriggerCondition => ({
  kind: 'file',
  file: name,
  is,
  mark,
});

describe('a trigger of a file', () => {
  it('fires when the file is written, once', async () => {
    const root = tempDir();
    writeFileSync(join(root, 'out.txt'), 'one');
    const { fired } = watching(root, file('out.txt', 'changed', fileMark(join(root, 'out.txt'))));
    writeFileSync(join(root, 'other.txt'), 'x');
    writeFileSync(join(root, 'out.txt'), 'two');
    await vi.waitFor(() => expect(fired()).toEqual(['out.txt has changed']), PATIENT);
    writeFileSync(join(root, 'out.txt'), 'three');
    writeFileSync(join(root, 'out.txt'), 'four');
    await vi.waitFor(() => expect(fired()).toEqual(['out.txt has changed']), PATIENT);
  });

  it('finds a file in directories that are yet to be made', async () => {
    const root = tempDir();
    const { fired } = watching(root, file('apps/alpha/build/out.txt', 'there'));
    mkdirSync(join(root, 'apps/alpha/build'), { recursive: true });
    writeFileSync(join(root, 'apps/alpha/build/out.txt'), 'made');
    await vi.waitFor(() => expect(fired()).toEqual(['apps/alpha/build/out.txt is there']), PATIENT);
  });

  it('sees a file go with the directory that held it', async () => {
    const root = tempDir();
    mkdirSync(join(root, 'apps/alpha'), { recursive: true });
    writeFileSync(join(root, 'apps/alpha/lock'), '');
    const { fired } = watching(root, file('apps/alpha/lock', 'gone'));
    expect(fired()).toEqual([]);
    rmSync(join(root, 'apps'), { recursive: true });
    await vi.waitFor(() => expect(fired()).toEqual(['apps/alpha/lock is gone']), PATIENT);
  });

  it('sees what changed while no supervisor ran', () => {
    const root = tempDir();
    writeFileSync(join(root, 'out.txt'), 'one');
    const before = fileMark(join(root, 'out.txt'));
    writeFileSync(join(root, 'out.txt'), 'longer than before');
    expect(watching(root, file('out.txt', 'changed', before)).fired()).toEqual(['out.txt has changed']);
  });

  it('is watched no more when its line is gone', async () => {
    const root = tempDir();
    const { fired, submit, fleet } = watching(root, file('out.txt', 'there'));
    await submit({ kind: 'report-triggers', worker: workerNumber(1), triggers: [] });
    expect(fleet.world.triggers[1]).toEqual([]);
    writeFileSync(join(root, 'out.txt'), 'made');
    // The system tells in order: once this one is told of, the first would have been.
    await submit({
      kind: 'report-triggers',
      worker: workerNumber(1),
      triggers: [{ words: 'when last is there', on: file('last.txt', 'there'), text: '', line: 1 }],
    });
    writeFileSync(join(root, 'last.txt'), 'made');
    await vi.waitFor(() => expect(fired()).toEqual(['last.txt is there']), PATIENT);
  });
});

describe('a trigger of a time', () => {
  it('sets one timer for its time, and fires when it has come', () => {
    const { timers, fired, fleet } = watching(tempDir(), { kind: 'time', at: 1_060_000 });
    expect(timers.map(({ ms }) => ms)).toEqual([1_060_000 - fleet.now]);
    fleet.now = 1_060_000;
    timers[0]?.action();
    expect(fired()).toEqual(['its time has come']);
  });

  it('looks again when the timer came too soon, as it must for times further off than a timer holds', () => {
    const month = 31 * 24 * 3_600_000;
    const { timers, fired, fleet } = watching(tempDir(), { kind: 'time', at: 1_000_000 + month });
    expect(timers.map(({ ms }) => ms)).toEqual([2 ** 31 - 1]);
    fleet.now += 2 ** 31 - 1;
    timers[0]?.action();
    expect(fired()).toEqual([]);
    fleet.now += month;
    timers.at(-1)?.action();
    expect(fired()).toEqual(['its time has come']);
  });
});
