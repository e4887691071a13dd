import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { hookProvenBy, judgeGuard } from '../../src/claude/guard.ts';
import { REQUIRED_HOOKS } from '../../src/claude/hook-events.ts';
import {
  addContext,
  allowTool,
  askTool,
  denyModel,
  denyTool,
  grantPermission,
  keepWorking,
  noReply,
} from '../../src/claude/hook-reply.ts';
import { workerTools } from '../../src/claude/mcp-tools.ts';
import { objectionToModel } from '../../src/claude/model-switch.ts';
import { isReadyForPrompt, readScreen, type ScreenReading } from '../../src/claude/screen-reading.ts';
import { claimsOfHook } from '../../src/claude/signals.ts';
import { fail, ok } from '../../src/domain/problem.ts';
import { type ClaudeRig, openClaudeRig, type RigSpec } from '../kit/claude-rig.ts';

/** A start takes about a second alone and several among others on a busy machine. */
const PATIENT = { timeout: 30_000, interval: 50 };

let rig: ClaudeRig | undefined;
afterEach(async () => {
  await rig?.close();
  rig = undefined;
});

const start = async (spec: RigSpec): Promise<ClaudeRig> => {
  rig = await openClaudeRig(spec);
  return rig;
};

const startGuarded = async (spec: RigSpec): Promise<ClaudeRig> => {
  const opened = await start(spec);
  await vi.waitFor(() => expect(proofOf(opened)).toEqual({ kind: 'proven' }), PATIENT);
  await vi.waitFor(() => expect(isReadyForPrompt(reading(opened))).toBe(true), PATIENT);
  return opened;
};

const proofOf = ({ telemetry }: ClaudeRig, overdue = false) =>
  judgeGuard(
    telemetry.flatMap((record) => hookProvenBy(record) ?? []),
    overdue,
  );
const reading = ({ screen }: ClaudeRig): ScreenReading => readScreen(screen.rows());
const events = ({ calls }: ClaudeRig): readonly string[] => calls.map(({ event }) => event);
const ended = (opened: ClaudeRig) => vi.waitFor(() => expect(events(opened)).toContain('Stop'), PATIENT);

const bash = (command: string) => ({ call: 'Bash', input: { command, description: 'By script' } });

/** A dialog takes no key in its first moments, lest a human's typing answers it: so press, look, and press again. */
const pressUntilGone = (opened: ClaudeRig, key: string) =>
  vi.waitFor(
    () => {
      if (reading(opened).kind !== 'dialog') return;
      opened.screen.write(key);
      throw new Error('the dialog still stands');
    },
    { interval: 500 },
  );

describe('Claude Code under the adapter', { timeout: 90_000 }, () => {
  it('registers every hook from our settings', async () => {
    const opened = await startGuarded({ script: [] });
    const ours = opened.telemetry.filter(
      (record) => record.kind === 'hook-registered' && record.source === 'flagSettings',
    );
    expect(ours).toHaveLength(REQUIRED_HOOKS.length);
    expect(opened.screen.text()).not.toContain('Settings Error');
  });

  it('does not run what the gate denies, and tells the model why', async () => {
    const opened = await startGuarded({
      script: [bash('touch ran.txt'), { say: 'I see.' }],
      onHook: ({ event }) => (event === 'PreToolUse' ? denyTool('apps/beta is held by worker 2') : noReply),
    });
    opened.prompt('Do it');
    await ended(opened);
    expect(opened.model.toolResults()).toEqual([
      { isError: true, text: expect.stringContaining('apps/beta is held by worker 2') },
    ]);
    await expect(readFile(join(opened.project, 'ran.txt'))).rejects.toThrow('ENOENT');
  });

  it('runs what the gate allows without asking', async () => {
    const opened = await startGuarded({
      script: [bash('touch ran.txt'), { say: 'Done.' }],
      onHook: ({ event }) => (event === 'PreToolUse' ? allowTool('pre-approved') : noReply),
    });
    opened.prompt('Do it');
    await ended(opened);
    expect(events(opened)).not.toContain('PermissionRequest');
    expect(await readFile(join(opened.project, 'ran.txt'), 'utf8')).toBe('');
    expect(opened.telemetry).toContainEqual(
      expect.objectContaining({ kind: 'tool-decision', decision: 'accept', source: 'hook' }),
    );
    await vi.waitFor(
      () =>
        expect(opened.telemetry).toContainEqual(
          expect.objectContaining({ kind: 'api-request', model: expect.stringContaining('haiku'), inputTokens: 100 }),
        ),
      PATIENT,
    );
  });

  it('holds a call at its dialog until the human approves in the queue', async () => {
    const approval = Promise.withResolvers<void>();
    const opened = await startGuarded({
      script: [bash('touch ran.txt'), { say: 'Done.' }],
      onHook: async ({ event }) => {
        if (event === 'PreToolUse') return askTool('no rule speaks of it');
        if (event !== 'PermissionRequest') return noReply;
        await approval.promise;
        return grantPermission;
      },
    });
    opened.prompt('Do it');
    await vi.waitFor(() => expect(reading(opened)).toMatchObject({ kind: 'dialog', dialog: 'permission' }), PATIENT);
    await vi.waitFor(() => expect(events(opened)).toContain('PermissionRequest'), PATIENT);
    await expect(readFile(join(opened.project, 'ran.txt'))).rejects.toThrow('ENOENT');
    approval.resolve();
    await ended(opened);
    expect(await readFile(join(opened.project, 'ran.txt'), 'utf8')).toBe('');
  });

  it('sees that a held call was answered in the pane', async () => {
    const gone = Promise.withResolvers<void>();
    const opened = await startGuarded({
      script: [bash('touch ran.txt'), { say: 'Done.' }],
      onHook: ({ event }, signal) => {
        if (event === 'PreToolUse') return askTool('no rule speaks of it');
        if (event !== 'PermissionRequest') return noReply;
        signal.addEventListener('abort', () => gone.resolve());
        return new Promise(() => {});
      },
    });
    opened.prompt('Do it');
    await vi.waitFor(() => expect(reading(opened)).toMatchObject({ kind: 'dialog', dialog: 'permission' }), PATIENT);
    await vi.waitFor(() => expect(events(opened)).toContain('PermissionRequest'), PATIENT);
    await pressUntilGone(opened, '1');
    await gone.promise;
    await ended(opened);
    expect(await readFile(join(opened.project, 'ran.txt'), 'utf8')).toBe('');
  });

  it('runs nothing when answering breaks in the supervisor', async () => {
    const opened = await startGuarded({
      script: [bash('touch ran.txt'), { say: 'I see.' }],
      onHook: ({ event }) => (event === 'PreToolUse' ? Promise.reject(new Error('a bug')) : noReply),
    });
    opened.prompt('Do it');
    await ended(opened);
    expect(opened.model.toolResults()).toEqual([{ isError: true, text: expect.stringContaining('gaffer: blocked') }]);
    await expect(readFile(join(opened.project, 'ran.txt'))).rejects.toThrow('ENOENT');
  });

  it('runs nothing once the supervisor is gone', async () => {
    const opened = await startGuarded({
      script: [bash('touch first.txt'), bash('touch second.txt'), { say: 'I see.' }],
      onHook: async ({ event }) => {
        if (event === 'PreToolUse') return allowTool('by script');
        if (event === 'PostToolUse') await rig?.closeGate();
        return noReply;
      },
    });
    opened.prompt('Do it');
    await vi.waitFor(() => expect(opened.model.toolResults()).toHaveLength(2), PATIENT);
    expect(opened.model.toolResults()[1]).toEqual({
      isError: true,
      text: expect.stringContaining('cannot be reached'),
    });
    expect(await readdir(opened.project)).toEqual(['first.txt']);
  });

  it('gives workers their tools, in their own name', async () => {
    const refuse = async () => fail({ kind: 'busy', message: 'apps/beta is held by worker 2' } as const);
    const opened = await startGuarded({
      script: [
        { call: 'mcp__gaffer__claim_project', input: { project: 'apps/alpha' } },
        { call: 'mcp__gaffer__log_change', input: { text: 'x' } },
        { call: 'mcp__gaffer__claim_project', input: { nonsense: true } },
        { say: 'Done.' },
      ],
      tools: workerTools({
        claimProject: async ({ worker }, { project }) => ok(`worker ${worker} holds ${project}`),
        logChange: refuse,
        releaseProject: refuse,
        meetCriterion: refuse,
        proposeTask: refuse,
        cannotDo: refuse,
        fleetStatus: refuse,
        askHuman: refuse,
        updateStatus: refuse,
        remember: refuse,
        recall: refuse,
        logFailure: refuse,
        answerCheck: refuse,
        leaveNote: refuse,
        nextTask: refuse,
        runQa: refuse,
        requestDeploy: refuse,
      }),
      onHook: ({ event }) => (event === 'PreToolUse' ? allowTool('ours') : noReply),
    });
    opened.prompt('Do it');
    await ended(opened);
    expect(opened.model.toolResults()).toEqual([
      { isError: false, text: expect.stringContaining('worker 1 holds apps/alpha') },
      { isError: true, text: expect.stringContaining('apps/beta is held by worker 2') },
      { isError: true, text: expect.stringContaining('project') },
    ]);
  });

  it('injects the startup text and sends a worker back at its stop', async () => {
    let stops = 0;
    const opened = await startGuarded({
      script: [{ say: 'Done?' }, { say: 'Done.' }],
      onHook: ({ event }) => {
        if (event === 'SessionStart') return addContext('SessionStart', 'STARTUP-SEQUENCE-OF-WORKER-1');
        if (event !== 'Stop') return noReply;
        stops += 1;
        return stops === 1 ? keepWorking('CHANGELOG-ENTRY-MISSING') : noReply;
      },
    });
    opened.prompt('Do it');
    await vi.waitFor(() => expect(stops).toBe(2), PATIENT);
    expect(opened.model.heard()).toContain('STARTUP-SEQUENCE-OF-WORKER-1');
    expect(opened.model.heard()).toContain('CHANGELOG-ENTRY-MISSING');
  });

  it('keeps a worker to the models of its tier', async () => {
    const opened = await startGuarded({ script: [], settings: { models: ['haiku'] } });
    opened.prompt('/model opus');
    await vi.waitFor(() => expect(opened.screen.text()).toMatch(/Model 'opus' is not available/), PATIENT);
  });

  it('keeps a worker to its tier though the project offers dearer models', async () => {
    const opened = await startGuarded({
      script: [{ say: 'Done.' }, { say: 'Done again.' }],
      settings: { models: ['haiku'] },
      prepare: async (project) => {
        await mkdir(join(project, '.claude'));
        await writeFile(join(project, '.claude/settings.json'), JSON.stringify({ availableModels: ['opus', 'haiku'] }));
      },
      onHook: ({ event, payload }) => {
        const objection = event === 'PreModelSwitch' ? objectionToModel(payload.to_model ?? null, ['haiku']) : null;
        return objection === null ? noReply : denyModel(objection);
      },
    });
    opened.prompt('/model opus');
    await vi.waitFor(() => expect(opened.screen.text()).toMatch(/blocked by a PreModelSwitch hook/), PATIENT);
  });

  it('tells how full the context is', async () => {
    const opened = await startGuarded({ script: [{ say: 'Done.' }] });
    opened.prompt('Do it');
    const claims = () => opened.calls.flatMap(claimsOfHook).map(({ signal }) => signal);
    await vi.waitFor(() => expect(claims()).toContainEqual({ kind: 'context', percent: 0 }), PATIENT);
  });

  it('denies by the settings what a hook allows', async () => {
    const opened = await startGuarded({
      script: [bash('touch ran.txt'), { say: 'I see.' }],
      settings: { deny: ['Bash(touch:*)'] },
      onHook: ({ event }) => (event === 'PreToolUse' ? allowTool('a mistake') : noReply),
    });
    opened.prompt('Do it');
    await ended(opened);
    expect(opened.model.toolResults()).toEqual([{ isError: true, text: expect.stringMatching(/denied/) }]);
  });

  it('keeps its hooks though the project switches all hooks off', async () => {
    const opened = await startGuarded({
      script: [bash('touch ran.txt'), { say: 'I see.' }],
      prepare: async (project) => {
        await mkdir(join(project, '.claude'));
        const settings = { disableAllHooks: true, permissions: { allow: ['Bash'], defaultMode: 'bypassPermissions' } };
        await writeFile(join(project, '.claude/settings.json'), JSON.stringify(settings));
        await writeFile(join(project, '.claude/settings.local.json'), JSON.stringify(settings));
      },
      onHook: ({ event }) => (event === 'PreToolUse' ? denyTool('by script') : noReply),
    });
    opened.prompt('Do it');
    await ended(opened);
    expect(opened.model.toolResults()).toEqual([{ isError: true, text: expect.stringContaining('by script') }]);
  });

  it('is seen to be unguarded when one value of the settings is bad', async () => {
    const opened = await start({ script: [], spoilSettings: (settings) => ({ ...settings, tui: 'sideways' }) });
    await vi.waitFor(
      () => expect(reading(opened)).toMatchObject({ kind: 'dialog', dialog: 'settings-error' }),
      PATIENT,
    );
    opened.screen.write('3');
    await vi.waitFor(() => expect(reading(opened)).toMatchObject({ kind: 'composer' }), PATIENT);
    expect(proofOf(opened, true)).toMatchObject({ kind: 'absent' });
  });

  it('does not start before the directory is trusted', async () => {
    const opened = await start({ script: [], trusted: false });
    await vi.waitFor(() => expect(reading(opened)).toMatchObject({ kind: 'dialog', dialog: 'trust' }), PATIENT);
    expect(opened.calls).toEqual([]);
  });

  it('keeps our tokens out of what a command can read of its environment', async () => {
    const opened = await startGuarded({
      script: [bash('env > env.txt'), { say: 'Done.' }],
      onHook: ({ event }) => (event === 'PreToolUse' ? allowTool('by script') : noReply),
    });
    opened.prompt('Do it');
    await ended(opened);
    const environment = await readFile(join(opened.project, 'env.txt'), 'utf8');
    expect(environment).toContain('HOME=');
    expect(environment).not.toMatch(/Bearer|OTEL_/);
  });
});
