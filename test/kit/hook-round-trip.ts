/**
 * How long Claude Code itself says that a tool call waits for its PreToolUse hook: for gaffer's whole gate (client, socket,
 * judge, journal on disk), and for a bare `sh -c true` in the same session, call by call in turn.
 */
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { noReply } from '../../src/claude/hook-reply.ts';
import { isReadyForPrompt, readScreen } from '../../src/claude/screen-reading.ts';
import { openClaudeRig } from './claude-rig.ts';
import { openWorkingGate, type WorkingGate } from './working-gate.ts';

export interface RoundTrips {
  /** Milliseconds, one for each call, in whole numbers as Claude Code tells them. */
  readonly gate: readonly number[];
  readonly bare: readonly number[];
}

const FIRST_CALLS = 3;
const READY_MS = 90_000;
const PER_CALL_MS = 3_000;
const LOOK_MS = 50;

export const measureRoundTrips = async (calls: number): Promise<RoundTrips> => {
  let working: WorkingGate | null = null;
  const script = Array.from({ length: calls + FIRST_CALLS }, () => [
    { call: 'Bash', input: { command: 'true', description: 'By script' } },
    { call: 'Read', input: { file_path: 'notes.txt' } },
  ]).flat();
  const rig = await openClaudeRig({
    script: [...script, { say: 'Done.' }],
    prepare: async (project) => {
      await writeFile(join(project, 'notes.txt'), 'one\n');
      working = await openWorkingGate(dirname(dirname(dirname(project))));
    },
    onHook: async (call, gone) => (await working?.gate(call, gone)) ?? noReply,
    // The file tool's calls go by the bare hook, the shell's by the gate; both in the form that starts no other shell.
    spoilSettings: (settings) => withBareHook(settings),
  });
  const timesOf = (name: string): readonly number[] =>
    rig.telemetry
      .flatMap((record) => (record.kind === 'hook-executed' && record.name === name ? [record.durationMs] : []))
      .slice(FIRST_CALLS);
  try {
    await until(
      () => isReadyForPrompt(readScreen(rig.screen.rows())),
      READY_MS,
      () => rig.screen.text(),
    );
    rig.prompt('Do it');
    const enough = (): boolean => [GATED, BARE].every((name) => timesOf(name).length >= calls);
    await until(enough, READY_MS + calls * PER_CALL_MS, () => rig.screen.text());
    return { gate: timesOf(GATED), bare: timesOf(BARE) };
  } finally {
    await rig.close();
    await (working as WorkingGate | null)?.close();
  }
};

const GATED = 'PreToolUse:Bash';
const BARE = 'PreToolUse:Read';

const withBareHook = (settings: Readonly<Record<string, unknown>>): unknown => {
  // The settings were written by us a moment ago: their shape is buildSettings's.
  const { hooks } = settings as { readonly hooks: { readonly PreToolUse: readonly [object] } };
  const [gate] = hooks.PreToolUse;
  const bare = { matcher: 'Read', hooks: [{ type: 'command', command: '/bin/sh', args: ['-c', 'true'] }] };
  return { ...settings, hooks: { ...hooks, PreToolUse: [{ ...gate, matcher: 'Bash' }, bare] } };
};

const until = async (isSo: () => boolean, limitMs: number, seen: () => string): Promise<void> => {
  const end = performance.now() + limitMs;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`nothing came of it within ${limitMs} ms:\n${seen()}`);
    await sleep(LOOK_MS);
  }
};
