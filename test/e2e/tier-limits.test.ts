import { afterEach, expect, it, vi } from 'vitest';
import { STATUS_LINE } from '../../src/claude/hook-payload.ts';
import { allowTool, noReply } from '../../src/claude/hook-reply.ts';
import { isReadyForPrompt, readScreen } from '../../src/claude/screen-reading.ts';
import { reportLimits } from '../../src/compose/limits.ts';
import { ok } from '../../src/domain/problem.ts';
import { type ClaudeRig, openClaudeRig } from '../kit/claude-rig.ts';
import { type DashboardRobot, openDashboard } from '../kit/dashboard.ts';
import { type LoopFleet, openLoopFleet } from '../kit/loop-fleet.ts';
import { aWorld } from '../kit/world.ts';

const PATIENT = { timeout: 60_000, interval: 100 };

const open: { rig?: ClaudeRig; fleet?: LoopFleet; robot?: DashboardRobot } = {};
afterEach(async () => {
  open.robot?.press('\x1bq');
  await open.rig?.close();
  await open.fleet?.close();
});

const inSeconds = (ms: number): string => String(Math.floor((Date.now() + ms) / 1000));
const [FIVE_HOUR_RESET, SEVEN_DAY_RESET] = [inSeconds(3_600_000), inSeconds(3 * 86_400_000)];

/** What the service says of a subscriber's windows on each answer. */
const HEADERS = {
  'anthropic-ratelimit-unified-status': 'allowed',
  'anthropic-ratelimit-unified-reset': FIVE_HOUR_RESET,
  'anthropic-ratelimit-unified-5h-status': 'allowed',
  'anthropic-ratelimit-unified-5h-utilization': '0.86',
  'anthropic-ratelimit-unified-5h-reset': FIVE_HOUR_RESET,
  'anthropic-ratelimit-unified-7d-status': 'allowed',
  'anthropic-ratelimit-unified-7d-utilization': '0.13',
  'anthropic-ratelimit-unified-7d-reset': SEVEN_DAY_RESET,
};

it('takes a subscription’s windows from the status line of a real session to the header', {
  timeout: 120_000,
}, async () => {
  const fleet = await openLoopFleet();
  open.fleet = fleet;
  const rig = await openClaudeRig({
    script: [{ say: 'Done.' }],
    headers: HEADERS,
    // A subscriber's session, with a token that is none.
    overrides: { CLAUDE_CODE_OAUTH_TOKEN: 'sk-ant-oat01-rehearsal', ANTHROPIC_AUTH_TOKEN: '' },
    onHook: async ({ event, payload }) => {
      if (event === STATUS_LINE) await reportLimits(fleet, payload);
      return event === 'PreToolUse' ? allowTool('by script') : noReply;
    },
  });
  open.rig = rig;
  await vi.waitFor(() => expect(isReadyForPrompt(readScreen(rig.screen.rows()))).toBe(true), PATIENT);
  rig.prompt('Do it');
  await vi.waitFor(() => expect(fleet.world().limits.fiveHour?.usedPercent).toBe(86), PATIENT);
  expect(fleet.world().limits).toEqual({
    fiveHour: { usedPercent: 86, resetsAt: Number(FIVE_HOUR_RESET) },
    sevenDay: { usedPercent: 13, resetsAt: Number(SEVEN_DAY_RESET) },
  });

  const { limits } = fleet.world();
  open.robot = openDashboard({ world: { ...aWorld({}), limits }, report: (async () => ok(null)) as never });
  await open.robot.shows('5h 86% 7d 13%');
});
