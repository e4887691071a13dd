/** Small makers of planned steps, for the kinds. */
import type { GateSpec } from '../gate.ts';
import type { Argv, CommandWork, PlannedStage, PlannedStep } from '../plan.ts';
import type { StepConfig } from './plain-config.ts';

/** Looking takes minutes only where a program builds or tests. */
const LOOK_MS = 120_000;
/** One file operation or one switch at the target. */
const TOUCH_MS = 60_000;

export const stage = (name: string, steps: readonly PlannedStep[], more: Partial<PlannedStage> = {}): PlannedStage => ({
  name,
  needs: [],
  steps,
  ...(more.ships === true ? { sends: true, ships: true } : { sends: false, ships: false }),
  ...more,
});

export const command = (id: string, name: string, argv: Argv, more: Partial<CommandWork> = {}): PlannedStep => ({
  id,
  name,
  kind: 'command',
  argv,
  cwd: '.',
  env: [],
  set: {},
  timeoutMs: TOUCH_MS,
  retries: 0,
  repeatable: false,
  ...more,
});

export const gate = (id: string, name: string, spec: GateSpec, timeoutMs = LOOK_MS): PlannedStep => ({
  id,
  name,
  kind: 'gate',
  gate: spec,
  timeoutMs,
});

/** `Upload the pages` -> `upload-the-pages`. */
export const idOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '') || 'step';

export const fromConfig = (step: StepConfig, prefix = ''): PlannedStep => ({
  id: `${prefix}${idOf(step.name)}`,
  name: step.name,
  kind: 'command',
  argv: step.run,
  cwd: step.cwd,
  env: step.env,
  set: step.set,
  timeoutMs: step.timeout,
  retries: step.retries,
  repeatable: step.repeatable,
});

/** What ships, as the steps of gaffer.yaml say it; no stage where there are none. */
export const publishing = (publish: readonly StepConfig[]): readonly PlannedStage[] => {
  const steps = publish.map((step) => fromConfig(step));
  return steps.length === 0 ? [] : [stage('publish', steps, { ships: true })];
};

/** Their ids stand beside those of the way there. */
export const wayBack = (rollback: readonly StepConfig[]): readonly PlannedStep[] =>
  rollback.map((step) => fromConfig(step, 'back-'));

/** A gate that is a program of the project. */
export const programGate = (
  argv: Argv,
  { env = [], hint = null }: { readonly env?: readonly string[]; readonly hint?: string | null } = {},
): GateSpec => ({ gate: 'command', argv, cwd: '.', env, set: {}, hint });
