/** The measurements, the same for every holder of panes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from '../figures.ts';
import type { Panes } from './panes.ts';
import { cpuNs, rssMiB } from './processes.ts';

export interface Shown {
  /** From the order until the mark behind the output stands on the outer terminal. */
  readonly megabytesPerSecond: number;
  /** What its own processes spent, however busy the machine was with other things. */
  readonly cpuMsPerMegabyte: number;
}

export const throughput = async (panes: Panes, file: string, bytes: number): Promise<Shown> => {
  const { outer, puppets } = panes;
  const mark = nextMark();
  const shown = outer.sees(mark);
  const before = cpuNs(panes.pids());
  const startedAt = performance.now();
  puppets[0]?.order(`cat ${file} ${mark}`);
  const ms = (await shown) - startedAt;
  const megabytes = bytes / 1e6;
  const cpuMs = (cpuNs(panes.pids()) - before) / 1e6;
  await puppets[0]?.done();
  return { megabytesPerSecond: megabytes / (ms / 1000), cpuMsPerMegabyte: cpuMs / megabytes };
};

export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

/** Milliseconds from a key on the outer terminal until the program's echo of it is there. */
export const keyToEcho = async ({ outer, puppets }: Panes, keys: number): Promise<Latency> => {
  const times: number[] = [];
  puppets[0]?.order('echo');
  await puppets[0]?.done();
  for (let key = 0; key < keys; key += 1) {
    // Between two keys of a fast typist, never in step with a timer of what is measured.
    await sleep(12 + ((key * 7) % 23));
    if (key % 150 === 0) outer.type('\r\n');
    const letter = LETTERS[key % LETTERS.length] ?? '';
    const shown = outer.sees(letter, 20_000);
    const startedAt = performance.now();
    outer.type(letter);
    times.push((await shown) - startedAt);
  }
  return latencyOf(times);
};

export const whileFlooding = async <Value>(
  panes: Panes,
  file: string,
  measure: () => Promise<Value>,
): Promise<Value> => {
  const flooding = panes.puppets.slice(1, 4);
  for (const puppet of flooding) puppet.order(`flood ${file}`);
  await sleep(500);
  const value = await measure();
  for (const puppet of flooding) puppet.order('echo');
  await Promise.all(flooding.map((puppet) => puppet.done()));
  return value;
};

/** Per cent of one core over some seconds in which every pane spins. */
export const spinning = async (panes: Panes, seconds: number): Promise<number> => {
  for (const puppet of panes.puppets) puppet.order('spin');
  await sleep(2_000);
  const before = cpuNs(panes.pids());
  await sleep(seconds * 1000);
  const after = cpuNs(panes.pids());
  for (const puppet of panes.puppets) puppet.order('echo');
  return ((after - before) / 1e9 / seconds) * 100;
};

/** MiB with so many lines of 200 columns in every pane. */
export const filled = async (panes: Panes, lines: number): Promise<number> => {
  for (const puppet of panes.puppets) puppet.order(`fill ${lines} 200`);
  await Promise.all(panes.puppets.map((puppet) => puppet.done()));
  await sleep(3_000);
  return rssMiB(panes.pids());
};

/** Milliseconds from the key that leads to another pane until its whole screen is there. */
export const switching = async (panes: Panes, file: string, rounds: number): Promise<number> => {
  const { outer, puppets, switchKeys } = panes;
  const times: number[] = [];
  const [there, back] = switchKeys;
  const [first, second] = [nextMark(), nextMark()];
  puppets[0]?.order(`cat ${file} ${first}`);
  puppets[1]?.order(`cat ${file} ${second}`);
  await Promise.all(puppets.slice(0, 2).map((puppet) => puppet.done()));
  for (let round = 0; round < rounds; round += 1) {
    for (const [keys, mark] of [
      [there, second],
      [back, first],
    ] as const) {
      await sleep(300);
      const shown = outer.sees(mark, 10_000);
      const startedAt = performance.now();
      outer.type(keys);
      times.push((await shown) - startedAt);
    }
  }
  return median(times);
};

export interface Flooded {
  readonly p99: number;
  readonly grownMiB: number;
}

/** A flood of so many bytes in the second pane: what keys in the first one feel of it, and what memory it leaves taken. */
export const bigFlood = async (panes: Panes, file: string, bytes: number): Promise<Flooded> => {
  const flooder = panes.puppets[1];
  const before = rssMiB(panes.pids());
  flooder?.order(`flood ${file} ${bytes} ${nextMark()}`);
  let isOver = false;
  const over = flooder?.done().then(() => {
    isOver = true;
  });
  const slices: Latency[] = [];
  let most = before;
  while (!isOver) {
    slices.push(await keyToEcho(panes, 60));
    most = Math.max(most, rssMiB(panes.pids()));
  }
  await over;
  return { p99: Math.max(...slices.map((slice) => slice.p99)), grownMiB: most - before };
};

const latencyOf = (times: readonly number[]): Latency => {
  const sorted = times.toSorted((left, right) => left - right);
  return {
    p50: median(sorted),
    p99: sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? Number.NaN,
  };
};

/** Letters that end no control sequence. */
const LETTERS = 'eiovwxyz';

/** Runes that stand in no corpus and never in the place of themselves, so that all of it is drawn and in one piece. */
let marks = 0;
const nextMark = (): string => {
  marks += 1;
  const rune = (place: number): string => String.fromCharCode(0x16a0 + ((marks * 7 + place * 11) % 64));
  return Array.from({ length: 6 }, (_, place) => rune(place)).join('') + marks;
};
