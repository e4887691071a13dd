/** The measurements, the same for every holder of panes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from '../figures.ts';
import type { Outer } from './outer.ts';
import { PANE, type Panes } from './panes.ts';
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
export const keyToEcho = async (panes: Panes, keys: number): Promise<Latency> => latencyOf(await echoes(panes, keys));

const echoes = async ({ outer, puppets }: Panes, keys: number): Promise<readonly number[]> => {
  const times: number[] = [];
  // On a blank screen: a letter that stands there already need not be drawn.
  puppets[0]?.order('say');
  await puppets[0]?.done();
  await sleep(200);
  for (let key = 0; key < keys; key += 1) {
    // Between two keys of a fast typist, never in step with a timer of what is measured.
    await sleep(12 + ((key * 7) % 23));
    if (key % KEYS_PER_ROW === KEYS_PER_ROW - 1) outer.type('\r\n');
    const letter = LETTERS[key % LETTERS.length] ?? '';
    const shown = outer.sees(letter, 20_000);
    const startedAt = performance.now();
    outer.type(letter);
    times.push((await shown) - startedAt);
  }
  return times;
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

export interface Spinning extends Latency {
  /** Per cent of one core while every pane spins. */
  readonly cpu: number;
}

export interface SpinningSpec {
  /** In which every pane spins already, before what is measured. */
  readonly warmingSeconds: number;
  readonly seconds: number;
  readonly keys: number;
}

/** Some seconds in which every pane spins; then keys in the first one, while the others go on. */
export const spinning = async (panes: Panes, { warmingSeconds, seconds, keys }: SpinningSpec): Promise<Spinning> => {
  for (const puppet of panes.puppets) puppet.order('spin');
  await sleep(warmingSeconds * 1000);
  const before = cpuNs(panes.pids());
  await sleep(seconds * 1000);
  const cpu = ((cpuNs(panes.pids()) - before) / 1e9 / seconds) * 100;
  const latency = await keyToEcho(panes, keys);
  for (const puppet of panes.puppets) puppet.order('echo');
  return { cpu, ...latency };
};

/** MiB with so many lines of 200 columns in every pane. */
export const filled = async (panes: Panes, lines: number): Promise<number> => {
  for (const puppet of panes.puppets) puppet.order(`fill ${lines} 200`);
  await Promise.all(panes.puppets.map((puppet) => puppet.done()));
  await sleep(3_000);
  return rssMiB(panes.pids());
};

/** Milliseconds from the key that leads to another pane until its whole screen is there. */
export const switching = async (panes: Panes, rounds: number): Promise<number> => {
  const { outer, puppets, switchKeys } = panes;
  const [there, back] = switchKeys;
  const [first, second] = [nextMark(), nextMark()];
  puppets[0]?.order(`screen ${PANE.rows} ${PANE.cols} ${first}`);
  puppets[1]?.order(`screen ${PANE.rows} ${PANE.cols} ${second}`);
  await Promise.all(puppets.slice(0, 2).map((puppet) => puppet.done()));
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    times.push(await keyToText(outer, there, second), await keyToText(outer, back, first));
  }
  return median(times);
};

/** The same from the overview of all panes, where there is one. */
export const attaching = async ({ overview, puppets }: Panes, rounds: number): Promise<number> => {
  if (overview === null) return Number.NaN;
  const mark = nextMark();
  puppets[0]?.order(`screen ${PANE.rows} ${PANE.cols} ${mark}`);
  await puppets[0]?.done();
  const { outer, attachKey, backKey, text } = await overview();
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    times.push(await keyToText(outer, attachKey, mark));
    await keyToText(outer, backKey, text);
  }
  await outer.kill();
  return median(times);
};

/** Lets what came before come to rest first. */
const keyToText = async (outer: Outer, keys: string, text: string): Promise<number> => {
  await sleep(400);
  const shown = outer.sees(text, 10_000);
  const startedAt = performance.now();
  outer.type(keys);
  return (await shown) - startedAt;
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
  const times: number[] = [];
  let most = before;
  while (!isOver) {
    times.push(...(await echoes(panes, 60)));
    most = Math.max(most, rssMiB(panes.pids()));
  }
  await over;
  return { p99: latencyOf(times).p99, grownMiB: most - before };
};

const latencyOf = (times: readonly number[]): Latency => {
  const sorted = times.toSorted((left, right) => left - right);
  return {
    p50: median(sorted),
    p99: sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? Number.NaN,
  };
};

const KEYS_PER_ROW = 150;
/** Letters that end no control sequence. */
const LETTERS = 'eiovwxyz';

/** Runes that stand in no corpus and never in the place of themselves, so that all of it is drawn and in one piece. */
let marks = 0;
const nextMark = (): string => {
  marks += 1;
  const rune = (place: number): string => String.fromCharCode(0x16a0 + ((marks * 7 + place * 11) % 64));
  return Array.from({ length: 6 }, (_, place) => rune(place)).join('') + marks;
};
