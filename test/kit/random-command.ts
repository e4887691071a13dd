/** Any command that may come at any moment, of any session, live or older: what the invariants must hold under. */
import { finding } from '../../src/domain/checks/finding.ts';
import type { CheckRule } from '../../src/domain/checks/health.ts';
import { DEFAULT_RULE } from '../../src/domain/checks/watch.ts';
import type { Command } from '../../src/domain/command.ts';
import { decisionId, projectId, taskId, tierName, workerNumber } from '../../src/domain/ids.ts';
import { HOOKS, type PureFleet } from './pure-fleet.ts';
import type { Random } from './random.ts';

export const PROJECTS = ['apps/alpha', 'apps/beta', 'apps/gamma'] as const;

export const randomCommand = (fleet: PureFleet, random: Random): Command => {
  const number = random.below(4) + 1;
  const worker = workerNumber(number);
  const stale = random.chance(0.1) ? 1 : 0;
  const who = { worker, generation: fleet.generation(number) - stale };
  const call = { tool: 'Bash', input: { command: 'ls' }, cwd: '/ws', toolUseId: null };
  return random.pick<Command>([
    { kind: 'start-fleet' },
    { kind: 'dispatch' },
    { kind: 'start-worker', worker },
    { kind: 'stop-worker', worker },
    { kind: 'restart-worker', worker },
    { kind: 'claim-project', ...who, project: projectId(random.pick(PROJECTS)), door: 'mcp' },
    { kind: 'claim-project', ...who, project: projectId(random.pick(PROJECTS)), door: 'mcp', wait: true },
    { kind: 'release-project', ...who, door: 'mcp' },
    {
      kind: 'lapse-lock',
      project: projectId(random.pick(PROJECTS)),
      fence: fleet.world.lastFence - random.below(3),
      because: 'silent',
    },
    { kind: 'renew-wall', ...who },
    { kind: 'force-release', project: projectId(random.pick(PROJECTS)) },
    { kind: 'log-change', ...who, text: 'changed' },
    { kind: 'meet-criterion', ...who, criterion: '1', evidence: 'seen' },
    { kind: 'report-stop', ...who, findings: { dirty: random.chance(0.5) ? ['M a'] : [], checks: [] } },
    { kind: 'report-exited', ...who, code: 1, signal: null },
    {
      kind: 'report-opened',
      ...who,
      session: `s-${number}-${who.generation}` as never,
      pid: number,
      model: 'haiku',
      cwd: '/ws',
      project: null,
      tier: null,
      hooks: true,
    },
    { kind: 'report-guard-proven', ...who, hooks: HOOKS },
    { kind: 'report-guard-absent', ...who, because: 'not registered' },
    {
      kind: 'report-signal',
      ...who,
      signal: { kind: random.pick(['idle', 'prompted', 'interrupted'] as const) },
      evidence: 'hook',
    },
    { kind: 'ask-decision', ...who, call, because: 'no rule', binding: 'b' },
    { kind: 'post-question', ...who, text: 'Which port?' },
    { kind: 'deliver-answers', ...who },
    { kind: 'approve-always', decision: decisionId(`D${random.below(9) + 1}`), by: 'cli' },
    { kind: 'void-decision', ...who, decision: decisionId(`D${random.below(9) + 1}`), because: 'it changed' },
    {
      kind: 'settle-decision',
      decision: decisionId(`D${random.below(5) + 1}`),
      answer: random.pick(['approve', 'deny'] as const),
      by: 'cli',
      reason: null,
      also: [decisionId(`D${random.below(9) + 1}`), decisionId(`D${random.below(9) + 1}`)],
      ...(random.chance(0.2) ? { edited: 'ls -l' } : {}),
    },
    { kind: 'cannot-do', ...who, because: 'too hard' },
    { kind: 'report-loop', ...who, because: 'in circles', forGood: random.chance(0.5) },
    {
      kind: 'report-tier',
      tier: tierName(random.pick(['ollama', 'haiku', 'opus'])),
      up: random.chance(0.6),
      because: 'seen',
      model: null,
    },
    { kind: 'report-usage', count: randomCount(random) },
    {
      kind: 'report-stop',
      ...who,
      findings: {
        dirty: [],
        checks: [{ command: 'test', ok: random.chance(0.5), because: 'exit', output: '', durationMs: 1 }],
      },
    },
    { kind: 'take-task', ...who, task: null },
    { kind: 'assign-task', task: taskId(`T${random.below(12) + 1}`), worker: random.chance(0.5) ? worker : null },
    { kind: 'leave-note', ...who, to: workerNumber(random.below(4) + 1), text: 'look' },
    { kind: 'deliver-mail', ...who, edge: 'Stop', prompt: random.chance(0.5) ? `[mail M${random.below(9)}]` : null },
    {
      kind: 'report-triggers',
      worker,
      triggers: [
        {
          words: `when task T${random.below(3) + 1} ends`,
          on: { kind: 'task', task: taskId(`T${random.below(12) + 1}`), is: 'ended' },
          text: 'go on',
          line: 1,
        },
      ],
    },
    { kind: 'look-at-triggers' },
    { kind: 'wake-workers' },
    { kind: 'report-typed', ...who, text: `[mail M${random.below(9)}]`, outcome: 'failed', because: 'a draft' },
    { kind: 'configure-heartbeat', rules: RULES.slice(0, 1 + random.below(RULES.length)) },
    randomRound(fleet, random),
    { kind: 'run-checks', checks: random.chance(0.5) ? null : ['disk'] },
    { kind: 'look-at-clock' },
    { kind: 'acknowledge-alert', subject: 'check:disk', by: 'cli' },
    { kind: 'snooze-alert', subject: 'check:disk', forMs: random.below(2_000), by: 'cli' },
    { kind: 'set-dispatch', mode: random.pick(['auto', 'self', 'off'] as const) },
    {
      kind: 'boot',
      workspace: '/ws',
      mode: 'live',
      scenario: null,
      agent: 'claude',
      hooks: true,
      walled: random.chance(0.8),
      workers: [1, 2, 3, 4].map(workerNumber),
      dispatch: 'auto',
    },
  ]);
};

const randomCount = (random: Random) => ({
  day: random.pick(['2026-11-23', '2026-11-24']),
  tiers: [],
  spend: { microUsd: random.below(2_000_000), projects: {}, workers: {} },
  tasks: [
    {
      task: taskId(`T${random.below(12) + 1}`),
      costMicroUsd: random.below(2_000_000),
      inputTokens: random.below(20_000_000),
      outputTokens: 0,
      cacheReadTokens: 0,
      cacheCreationTokens: 0,
    },
  ],
  heard: [workerNumber(random.below(4) + 1)],
});

const RULES: readonly CheckRule[] = ['disk', 'backup', 'web'].map((name, index) => ({
  ...DEFAULT_RULE,
  name,
  failAfter: 1 + index,
  recoverAfter: 1 + (index % 2),
}));

const randomRound = (fleet: PureFleet, random: Random): Command => ({
  kind: 'report-round',
  reason: 'scheduled',
  round: random.chance(0.3) ? fleet.world.health.lastAsked : null,
  startedAt: fleet.now,
  ms: 1,
  nextAt: null,
  missed: 0,
  reports: RULES.map(({ name }) =>
    random.chance(0.2)
      ? { name, hiddenBy: 'disk' }
      : {
          name,
          ms: 1,
          finding: finding(random.pick(['pass', 'pass', 'warn', 'fail', 'errored']), `e${random.below(3)}`, {
            subjects: random.chance(0.3) ? ['one'] : [],
          }),
        },
  ),
});
