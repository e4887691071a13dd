/**
 * Panes beside tmux's, in one run on one machine: output shown, key to echo, attaching, CPU and memory, floods. `--quick` for
 * a look of two minutes, `--only NAME,NAME` for some of it.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bench, type Figure, median } from './figures.ts';
import { CORPORA, type Corpus, writeCorpora } from './terminal/corpora.ts';
import {
  attaching,
  bigFlood,
  filled,
  keyToEcho,
  type Latency,
  spinning,
  switching,
  throughput,
  whileFlooding,
} from './terminal/measures.ts';
import { type OpenPanes, type Panes, PEERS, type Peer } from './terminal/panes.ts';

interface Scale {
  readonly corpusBytes: number;
  readonly rounds: number;
  readonly keys: number;
  /** Before what is measured. */
  readonly warmingKeys: number;
  /** Before what is measured, in panes that spin. */
  readonly warmingSeconds: number;
  readonly spinSeconds: number;
  readonly floodBytes: number;
}

/** Some eighteen minutes. */
const FULL: Scale = {
  corpusBytes: 12e6,
  rounds: 3,
  keys: 300,
  warmingKeys: 600,
  warmingSeconds: 30,
  spinSeconds: 8,
  floodBytes: 1e9,
};
const QUICK: Scale = {
  corpusBytes: 6e6,
  rounds: 1,
  keys: 100,
  warmingKeys: 100,
  warmingSeconds: 2,
  spinSeconds: 4,
  floodBytes: 1e8,
};
const PARTS = ['throughput', 'echo', 'attach', 'scale', 'flood'] as const;
type Part = (typeof PARTS)[number];
/** Lines of each pane's history, and a few more to fill it for certain. */
const FILLED_LINES = 10_050;

/** `--only echo,flood` measures these parts alone. */
const wantedParts = (options: readonly string[]): ReadonlySet<Part> => {
  const at = options.indexOf('--only');
  if (at === -1) return new Set(PARTS);
  const names = (options[at + 1] ?? '').split(',');
  const unknown = names.find((name) => !PARTS.some((part) => part === name));
  if (unknown !== undefined) throw new Error(`--only takes ${PARTS.join(', ')}; found ${JSON.stringify(unknown)}`);
  return new Set(PARTS.filter((part) => names.includes(part)));
};

export const bench: Bench = async (progress, options) => {
  const scale = options.includes('--quick') ? QUICK : FULL;
  const parts = wantedParts(options);
  for (const name of ['mprocs', 'ccmanager']) {
    const isThere = spawnSync('which', [name]).status === 0;
    progress(`${name}: ${isThere ? 'installed, not measured here' : 'not installed'}`);
  }
  const dir = mkdtempSync(join(tmpdir(), 'gaffer-terminal-'));
  try {
    const files = writeCorpora(dir, scale.corpusBytes);
    const rows: Row[] = [];
    const measured = async (
      name: string,
      unit: string,
      panes: number,
      rounds: number,
      measure: (panes: Panes) => Promise<readonly Value[]>,
      peers: readonly Peer[] = ['tmux', 'gaffer'],
    ): Promise<void> => {
      const values: Record<Peer, (readonly Value[])[]> = { tmux: [], gaffer: [], bare: [] };
      for (let round = 0; round < rounds; round += 1) {
        // Taken in turns, so that a slow minute of the machine is nobody's alone.
        for (const peer of round % 2 === 0 ? peers : peers.toReversed()) {
          values[peer].push(await withPanes(PEERS[peer], panes, dir, measure));
        }
      }
      for (const [index, { label }] of (values.gaffer[0] ?? []).entries()) {
        const medianOf = (peer: Peer): number => median(values[peer].map((run) => run[index]?.value ?? Number.NaN));
        const row = {
          name: `${name}.${label}`,
          unit,
          tmux: medianOf('tmux'),
          gaffer: medianOf('gaffer'),
          bare: medianOf('bare'),
        };
        rows.push(row);
        progress(`${row.name}: gaffer ${row.gaffer.toFixed(2)}, tmux ${shownNumber(row.tmux)} ${unit}`);
      }
    };

    if (parts.has('throughput')) {
      await measured('shown', 'MB/s, ms/MB', 2, scale.rounds, async (panes) => {
        const sizeOf = (name: Corpus): number => statSync(files[name]).size;
        // A multiplexer runs for days: what its first megabytes cost is nobody's figure.
        for (const name of CORPORA) await throughput(panes, files[name], sizeOf(name));
        const values: Value[] = [];
        for (const name of CORPORA) {
          const shown = await throughput(panes, files[name], sizeOf(name));
          values.push({ label: name, value: shown.megabytesPerSecond });
          values.push({ label: `${name}.cpu`, value: shown.cpuMsPerMegabyte });
        }
        return values;
      });
    }
    if (parts.has('echo')) {
      await measured(
        'echo',
        'ms',
        4,
        scale.rounds,
        async (panes) => {
          // As above, the first keys are nobody's figure.
          await keyToEcho(panes, scale.warmingKeys);
          const idle = labelled('idle', await keyToEcho(panes, scale.keys));
          if (panes.puppets.length === 1) return idle;
          const flooding = await whileFlooding(panes, files.ascii, () => keyToEcho(panes, scale.keys));
          return [...idle, ...labelled('flooding', flooding)];
        },
        ['tmux', 'gaffer', 'bare'],
      );
    }
    if (parts.has('attach')) {
      await measured('attach', 'ms', 2, 1, async (panes) => [
        { label: 'switch', value: await switching(panes, 10) },
        { label: 'dashboard', value: await attaching(panes, 10) },
      ]);
    }
    if (parts.has('scale')) {
      for (const count of [4, 16, 64]) {
        // Four cost so little that one look at them says as much of the machine as of them.
        const rounds = count === 4 ? scale.rounds : 1;
        await measured(`panes${count}`, '%, ms, MiB', count, rounds, async (panes) => {
          // Warm as above: ten frames a second are compiled only after many seconds.
          const { warmingSeconds, spinSeconds: seconds } = scale;
          const { cpu, p50, p99 } = await spinning(panes, { warmingSeconds, seconds, keys: 100 });
          return [
            { label: 'cpu', value: cpu },
            { label: 'echo.p50', value: p50 },
            { label: 'echo.p99', value: p99 },
            { label: 'rss', value: await filled(panes, FILLED_LINES) },
          ];
        });
      }
    }
    if (parts.has('flood')) {
      await measured('flood', 'ms and MiB', 2, 1, async (panes) => {
        const { p99, grownMiB } = await bigFlood(panes, files.ascii, scale.floodBytes);
        return [
          { label: 'p99', value: p99 },
          { label: 'grown', value: grownMiB },
        ];
      });
    }
    progress(table(rows));
    return figuresOf(rows);
  } finally {
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  }
};

interface Value {
  readonly label: string;
  readonly value: number;
}

interface Row {
  readonly name: string;
  readonly unit: string;
  readonly tmux: number;
  readonly gaffer: number;
  readonly bare: number;
}

const labelled = (label: string, { p50, p99 }: Latency): readonly Value[] => [
  { label: `${label}.p50`, value: p50 },
  { label: `${label}.p99`, value: p99 },
];

const withPanes = async <Result>(
  open: OpenPanes,
  count: number,
  parent: string,
  measure: (panes: Panes) => Promise<Result>,
): Promise<Result> => {
  const dir = mkdtempSync(join(parent, 'run-'));
  const panes = await open(dir, count);
  try {
    return await measure(panes);
  } finally {
    await panes.close();
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  }
};

const figuresOf = (rows: readonly Row[]): Readonly<Record<string, Figure>> => {
  const figures: Record<string, Figure> = {};
  for (const { name, unit, tmux, gaffer, bare } of rows) {
    figures[name] = { value: gaffer, unit, goal: goalOf(name, tmux) };
    if (!Number.isNaN(tmux)) figures[`${name}.tmux`] = { value: tmux, unit, goal: null };
    if (!Number.isNaN(bare)) figures[`${name}.bare`] = { value: bare, unit, goal: null };
  }
  const ratios = rows.filter(({ name }) => isShown(name)).map(({ gaffer, tmux }) => gaffer / tmux);
  if (ratios.length > 0) {
    const product = ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0);
    figures['shown.geometricMean'] = { value: Math.exp(product / ratios.length), unit: 'times tmux', goal: '>= 2' };
  }
  return figures;
};

const goalOf = (name: string, tmux: number): string | null => {
  if (isShown(name)) return `>= ${tmux.toFixed(3)}`;
  if (name === 'echo.flooding.p50') return `<= ${tmux.toFixed(3)}`;
  if (name === 'panes4.cpu') return `<= ${(2.5 * tmux).toFixed(3)}`;
  if (name === 'panes64.cpu') return `<= ${tmux.toFixed(3)}`;
  return GOALS[name] ?? null;
};

const isShown = (name: string): boolean => name.startsWith('shown.') && !name.endsWith('.cpu');

const GOALS: Readonly<Record<string, string>> = {
  'echo.idle.p50': '<= 1.5',
  'echo.idle.p99': '<= 4',
  'echo.flooding.p99': '<= 8',
  'panes64.rss': '< 900',
  'attach.switch': '< 50',
  'attach.dashboard': '< 50',
  'flood.p99': '< 50',
  'flood.grown': '< 100',
};

const table = (rows: readonly Row[]): string =>
  [
    '| | gaffer | tmux | ratio | no multiplexer | |',
    '|---|---|---|---|---|---|',
    ...rows.map(({ name, unit, gaffer, tmux, bare }) => {
      const numbers = [gaffer, tmux, gaffer / tmux, bare].map(shownNumber).join(' | ');
      return `| ${name} | ${numbers} | ${unit} |`;
    }),
  ].join('\n');

/** Where there is nothing to measure: tmux has no overview to attach from. */
const shownNumber = (value: number): string => (Number.isNaN(value) ? '-' : value.toPrecision(3));
