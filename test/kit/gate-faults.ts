/**
 * Each way in which the gate can fail, put before a real Claude Code session whose project pre-approves everything: what
 * the gate does not block runs, and leaves a file behind. So "ran undecided" is a file that should not be there.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hookProvenBy, judgeGuard } from '../../src/claude/guard.ts';
import { noReply } from '../../src/claude/hook-reply.ts';
import { isReadyForPrompt, readScreen } from '../../src/claude/screen-reading.ts';
import { type ClaudeRig, openClaudeRig, REPOSITORY, type RigSpec } from './claude-rig.ts';

/** Faults of the process behind the gate's socket; gate-double.ts commits them. */
export const GATE_FAULTS = [
  'killed',
  'stopped',
  'slow',
  'silent',
  'garbage',
  'garbage in a whole frame',
  'half a body',
  'half a body, then silence',
  'an answer of 500',
  'full accept queue',
] as const;

/** Faults on the session's own side. */
export const SESSION_FAULTS = ['wrong token', 'a hook client that is killed', 'no hook client'] as const;

export type Fault = (typeof GATE_FAULTS)[number] | (typeof SESSION_FAULTS)[number];

export interface FaultRun {
  readonly runs: number;
  /** What the model was told of each call. */
  readonly results: readonly { readonly isError: boolean; readonly text: string }[];
  /** Files that only a call which ran can have left. */
  readonly ran: readonly string[];
}

export const runFault = async (fault: Fault, runs: number): Promise<FaultRun> => {
  const directory = await mkdtemp(join(tmpdir(), 'gaffer-fault-'));
  const socket = join(directory, 'gate.sock');
  const doubled = isGateFault(fault);
  const double = doubled ? await keepDouble(socket, fault) : null;
  let tokenFile = '';
  try {
    return await playCalls(runs, {
      ...(doubled ? { gateSocket: socket } : {}),
      spoilSettings: (settings) => {
        const spoilt = spoilClient(withDeadlines(settings), fault);
        tokenFile = argumentsOf(spoilt.hooks.PreToolUse)[TOKEN_ARGUMENT] ?? '';
        return spoilt;
      },
      onHook: async ({ event }) => {
        if (fault === 'wrong token' && event === 'UserPromptSubmit') {
          await writeFile(tokenFile, `1 1 ${'x'.repeat(43)}\n`);
        }
        return noReply;
      },
    });
  } finally {
    double?.end();
    await rm(directory, { recursive: true, force: true });
  }
};

/** The same session without any hook: proves that what a fault lets through would really run. */
export const runWithoutGate = (runs: number): Promise<FaultRun> =>
  playCalls(runs, { spoilSettings: ({ hooks: _, ...settings }) => settings });

/**
 * A settings file with one bad value is skipped whole, hooks included. What gaffer does then: no prompt without the proof
 * of the guard. The person here even sends the dialog away and goes on without the settings.
 */
export const runBadSettings = async (runs: number): Promise<FaultRun> => {
  const ran: string[] = [];
  for (let run = 0; run < runs; run += 1) {
    const rig = await openClaudeRig({
      script: [touching(run), { say: 'I see.' }],
      prepare: preapproveEverything,
      spoilSettings: (settings) => ({ ...settings, tui: 'sideways' }),
    });
    try {
      await until(() => dialogOf(rig) === 'settings-error', READY_MS, rig);
      rig.screen.write('3');
      await until(() => isReadyForPrompt(readScreen(rig.screen.rows())), READY_MS, rig);
      const proven = rig.telemetry.flatMap((record) => hookProvenBy(record) ?? []);
      if (judgeGuard(proven, true).kind === 'proven') {
        rig.prompt('Do it');
        await until(() => rig.model.toolResults().length > 0, READY_MS, rig);
      }
      ran.push(...(await filesLeft(rig)));
    } finally {
      await rig.close();
    }
  }
  return { runs, results: [], ran };
};

const dialogOf = ({ screen }: ClaudeRig): string | null => {
  const reading = readScreen(screen.rows());
  return reading.kind === 'dialog' ? reading.dialog : null;
};

const touching = (run: number) => ({
  call: 'Bash',
  input: { command: `touch ran-${run}.txt`, description: 'By script' },
});

const preapproveEverything = async (project: string): Promise<void> => {
  await mkdir(join(project, '.claude'));
  await writeFile(join(project, '.claude/settings.json'), JSON.stringify({ permissions: { allow: ['Bash'] } }));
};

const filesLeft = async ({ project }: ClaudeRig): Promise<readonly string[]> =>
  (await readdir(project)).filter((name) => name.startsWith('ran-'));

const isGateFault = (fault: Fault): fault is (typeof GATE_FAULTS)[number] =>
  GATE_FAULTS.some((known) => known === fault);

/** Seconds: the client gives up well before Claude Code does, as in earnest, only sooner. */
const CLIENT_DEADLINE = 1;
const HOOK_TIMEOUT = 5;
const DEADLINE_ARGUMENT = 4;
const TOKEN_ARGUMENT = 3;

interface Spoilt {
  readonly hooks: Readonly<Record<string, readonly HookGroup[]>>;
}
interface HookGroup {
  readonly hooks: readonly { readonly command: string; readonly args: readonly string[] }[];
}

const withDeadlines = (settings: Readonly<Record<string, unknown>>): Spoilt => {
  // The settings were written by us a moment ago: their shape is buildSettings's.
  const { hooks } = settings as unknown as Spoilt;
  const quick = Object.entries(hooks).map(([event, groups]) => [
    event,
    groups.map((group) => ({
      hooks: group.hooks.map((hook) => ({
        ...hook,
        timeout: HOOK_TIMEOUT,
        args: hook.args.with(DEADLINE_ARGUMENT, String(CLIENT_DEADLINE)),
      })),
    })),
  ]);
  return { ...settings, hooks: Object.fromEntries(quick) };
};

const spoilClient = (settings: Spoilt, fault: Fault): Spoilt => {
  if (fault !== 'a hook client that is killed' && fault !== 'no hook client') return settings;
  const broken =
    fault === 'no hook client'
      ? { command: '/nowhere/perl', args: [] }
      : { command: '/bin/sh', args: ['-c', 'kill -KILL $$'] };
  const [group] = settings.hooks.PreToolUse ?? [];
  const PreToolUse = [{ hooks: (group?.hooks ?? []).map((hook) => ({ ...hook, ...broken })) }];
  return { ...settings, hooks: { ...settings.hooks, PreToolUse } };
};

const argumentsOf = (groups: readonly HookGroup[] | undefined): readonly string[] => groups?.[0]?.hooks[0]?.args ?? [];

type Around = Pick<RigSpec, 'spoilSettings' | 'onHook' | 'gateSocket'>;

const playCalls = async (runs: number, around: Around): Promise<FaultRun> => {
  const calls = Array.from({ length: runs }, (_, run) => touching(run));
  const rig = await openClaudeRig({
    script: [...calls, { say: 'I see.' }],
    prepare: preapproveEverything,
    ...around,
  });
  try {
    await until(() => isReadyForPrompt(readScreen(rig.screen.rows())), READY_MS, rig);
    rig.prompt('Do it');
    await until(() => rig.model.toolResults().length >= runs, READY_MS + runs * PER_CALL_MS, rig);
    return { runs, results: rig.model.toolResults(), ran: await filesLeft(rig) };
  } finally {
    await rig.close();
  }
};

/** A start takes a second alone and several among others. */
const READY_MS = 60_000;
/** A client that waits for its deadline, and what Claude Code does around it. */
const PER_CALL_MS = 8_000;
const LOOK_MS = 50;

const until = async (isSo: () => boolean, limitMs: number, { screen }: ClaudeRig): Promise<void> => {
  const end = performance.now() + limitMs;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`nothing came of it within ${limitMs} ms:\n${screen.text()}`);
    await sleep(LOOK_MS);
  }
};

interface Double {
  readonly end: () => void;
}

/** Starts the double, and again whenever it dies of its fault. */
const keepDouble = async (socket: string, fault: string): Promise<Double> => {
  let ended = false;
  let child: ChildProcess;
  const start = async (): Promise<void> => {
    await rm(socket, { force: true });
    if (ended) return;
    child = spawn(process.execPath, [join(REPOSITORY, 'test/programs/gate-double.ts'), socket, fault], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.once('exit', () => void start());
    await new Promise((resolve) => child.stdout?.once('data', resolve));
  };
  await start();
  return {
    end: () => {
      ended = true;
      child.kill('SIGKILL');
    },
  };
};
