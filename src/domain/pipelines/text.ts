/** Plans and runs in words: what a person reads before saying yes. */
import { unreachable } from '../unreachable.ts';
import type { Plan, PlannedStep } from './plan.ts';
import type { Run, RunStep, Shipped } from './run.ts';

export const planLines = (plan: Plan): readonly string[] => [
  `${plan.pipeline} (${plan.kind}) of ${plan.project} to ${plan.environment}, target ${plan.target}`,
  ...plan.stages.flatMap(({ name, sends, ships, steps }) => [
    `${name}${ships ? '  (changes what serves)' : sends ? '  (leaves this machine)' : ''}`,
    ...steps.map((step) => `  ${step.id.padEnd(16)} ${workText(step)}`),
  ]),
  ...(plan.rollback.length === 0
    ? ['no way back']
    : ['the way back', ...plan.rollback.map((step) => `  ${step.id.padEnd(16)} ${workText(step)}`)]),
];

export const workText = (step: PlannedStep): string => {
  switch (step.kind) {
    case 'command':
      return `${step.argv.map(quoted).join(' ')}${step.repeatable ? '' : '  (once only)'}`;
    case 'http':
      return `${step.method} ${step.url}`;
    case 'gate':
      return step.gate.gate === 'command'
        ? `gate: ${step.gate.argv.map(quoted).join(' ')}`
        : step.gate.gate === 'skipped'
          ? `gate, skipped: ${step.gate.because}`
          : `gate: ${step.name}`;
    case 'approval':
      return 'waits until a person says yes';
    default:
      return unreachable(step);
  }
};

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

export interface ApprovalFacts {
  readonly run: Run;
  readonly plan: Plan;
  readonly live: Shipped | null;
  /** `abc1234 Subject`, newest first. */
  readonly changes: readonly string[];
}

/** More lines than this are counted; all of them are a command away. */
const SHOWN_CHANGES = 15;

/** The first line is all that a list shows. */
export const approvalText = ({ run, plan, live, changes }: ApprovalFacts): string =>
  [
    `Deploy ${run.pipeline} to ${run.environment}? ${run.id}, commit ${run.commit?.slice(0, 12) ?? 'unknown'}, by ${run.by}`,
    `Ships ${run.digest ?? 'what the steps make'} as ${run.release}.`,
    live === null
      ? 'Nothing was shipped there before.'
      : `There now: ${live.release}, since ${new Date(live.at).toISOString()}.`,
    ...(changes.length === 0
      ? []
      : [
          `${commits(changes.length)} since then:`,
          ...changes.slice(0, SHOWN_CHANGES).map((line) => `  ${line}`),
          ...(changes.length > SHOWN_CHANGES ? [`  and ${changes.length - SHOWN_CHANGES} more`] : []),
        ]),
    'Gates and steps so far:',
    ...run.steps.filter(({ state }) => state.kind === 'ended').map((step) => `  ${stepText(step)}`),
    'To come:',
    ...plan.stages
      .filter(({ sends }) => sends)
      .flatMap(({ steps }) => steps.map((step) => `  ${step.id}: ${workText(step)}`)),
    plan.rollback.length === 0
      ? 'There is no way back.'
      : `The way back: ${plan.rollback.map(({ id }) => id).join(', ')}.`,
  ].join('\n');

/** `html: pass, 12 pages: valid HTML`. */
const stepText = ({ id, state }: RunStep): string => {
  if (state.kind === 'waiting') return `${id}: waits`;
  if (state.kind === 'running') return `${id}: runs`;
  return `${id}: ${state.reading ?? state.outcome}, ${state.because}`;
};

/** What a worker's wish shows to the human. */
export const requestText = (plan: Plan, worker: number, why: string, changes: readonly string[]): string =>
  [
    `Worker ${worker} asks to deploy ${plan.pipeline} to ${plan.environment}`,
    `It says: ${why}`,
    ...(changes.length === 0
      ? []
      : [
          `${commits(changes.length)} since the last one:`,
          ...changes.slice(0, SHOWN_CHANGES).map((line) => `  ${line}`),
        ]),
    'The plan:',
    ...planLines(plan).map((line) => `  ${line}`),
  ].join('\n');

const commits = (count: number): string => (count === 1 ? '1 commit' : `${count} commits`);
