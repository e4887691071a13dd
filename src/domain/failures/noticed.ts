/**
 * Failures that gaffer itself notices, put into the words of an entry. What is known is an exit code or a refusal, so the
 * lesson is plain: a worker that knows the reason says so with log_failure.
 */
import type { ProjectId, TaskId, WorkerNumber } from '../ids.ts';
import { lockOf } from '../locks/held.ts';
import { describeCall } from '../policies/describe-call.ts';
import type { ToolCall, Verdict } from '../policies/verdict.ts';
import type { CheckResult } from '../workers/stop.ts';
import type { World } from '../world.ts';
import { callKeyOf, familyOf } from './call-key.ts';
import type { SeenFailure } from './events.ts';
import { fingerprintOf } from './fingerprint.ts';

export interface Scene {
  readonly worker: WorkerNumber | null;
  readonly project: ProjectId | null;
  readonly task: TaskId | null;
}

/** Noticed, and still to be put into words where the kind of the project is known. */
export type Noticed =
  | { readonly source: 'check'; readonly scene: Scene; readonly check: CheckResult }
  | { readonly source: 'refused'; readonly scene: Scene; readonly call: ToolCall; readonly verdict: Verdict }
  | { readonly source: 'call'; readonly scene: Scene; readonly call: ToolCall; readonly error: string }
  /** A gate held what a worker or a run wanted to ship; a step of a run that is no gate failed. */
  | { readonly source: 'gate' | 'deploy'; readonly scene: Scene; readonly step: FailedStep };

export interface FailedStep {
  readonly step: string;
  readonly name: string;
  readonly because: string;
  readonly evidence: readonly string[];
  /** `R7`; null for gates that were looked at without a deploy. */
  readonly run: string | null;
}

/** What an entry says until somebody knows more. */
const NOT_KNOWN = '(not known yet: log_failure with the reason)';

export const sceneOf = (world: World, worker: WorkerNumber): Scene => {
  const task = world.workers[worker]?.task ?? null;
  const ofTask = task === null ? null : (world.tasks[task]?.project ?? null);
  return { worker, project: lockOf(world, worker)?.project ?? ofTask, task };
};

export const failureFrom = (noticed: Noticed, projectKind: string): SeenFailure => {
  const { source, scene } = noticed;
  switch (noticed.source) {
    case 'check': {
      const { command, because, output } = noticed.check;
      return {
        ...scene,
        source,
        fingerprint: fingerprintOf({ family: `end check ${command}`, message: output || because, projectKind }),
        title: `The end check ${command} fails`,
        what: `${because}${output === '' ? '' : `: ${lastLine(output)}`}`,
        why: NOT_KNOWN,
        fix: '',
        prevent: `Run ${command} before the end of the task, and make it pass.`,
        call: '',
      };
    }
    case 'refused': {
      const { call, verdict } = noticed;
      return {
        ...scene,
        source,
        fingerprint: fingerprintOf({
          family: familyOf(call),
          message: `refused ${verdict.rule ?? ''}`,
          projectKind: '-',
        }),
        title: `Refused: ${describeCall(call)}`,
        what: `The gate refused ${describeCall(call)} (${verdict.rule ?? 'no rule'}, ${verdict.from ?? 'built-in'})`,
        why: verdict.because,
        fix: '',
        prevent: `Do not try it again: ${verdict.because}.`,
        call: callKeyOf(call) ?? '',
      };
    }
    case 'call': {
      const { call, error } = noticed;
      return {
        ...scene,
        source,
        fingerprint: fingerprintOf({ family: familyOf(call), message: error, projectKind }),
        title: `${describeCall(call)} fails`,
        what: lastLine(error),
        why: NOT_KNOWN,
        fix: '',
        prevent: `It failed twice in the same way in ${scene.project ?? 'a session'}: find out why before it is tried again.`,
        call: callKeyOf(call) ?? '',
      };
    }
    case 'gate':
    case 'deploy':
      return stepFailure(noticed, projectKind);
  }
};

const stepFailure = (
  { source, scene, step: failed }: Extract<Noticed, { source: 'gate' | 'deploy' }>,
  kind: string,
) => {
  const { step, name, because, evidence, run } = failed;
  const what = source === 'gate' ? `gate ${name}` : `deploy step ${name}`;
  return {
    ...scene,
    source,
    // The sentence of a gate counts its findings, that of a command its code: what was seen says what it is about.
    fingerprint: fingerprintOf({
      family: `${source} ${step}`,
      message: evidence.length === 0 ? because : evidence.join('\n'),
      projectKind: kind,
    }),
    title: source === 'gate' ? `The ${what} holds` : `The ${what} fails`,
    what: [run === null ? because : `${run}: ${because}`, ...evidence.slice(0, MOST_EVIDENCE)]
      .map((line) => line.slice(0, LONGEST))
      .join('\n'),
    why: NOT_KNOWN,
    fix: '',
    prevent:
      source === 'gate'
        ? 'Look at the gates with run_qa before the end of the task, and make this one pass.'
        : `Find out why ${name} failed before the next deploy.`,
    call: '',
  };
};

const MOST_EVIDENCE = 3;

/** A session that ended by itself and not well. */
export const crashFailure = (scene: Scene, code: number | null, signal: string | null): SeenFailure => {
  const end = signal === null ? `code ${code ?? 'unknown'}` : `signal ${signal}`;
  return {
    ...scene,
    source: 'crash',
    fingerprint: fingerprintOf({ family: 'session', message: `session ended ${end}`, projectKind: '-' }),
    title: `A session ended by itself with ${end}`,
    what: `worker ${scene.worker ?? '?'}: its session ended with ${end}`,
    why: NOT_KNOWN,
    fix: 'It was started again.',
    prevent: 'Keep the plan in the scratchpad: only files survive a crash.',
    call: '',
  };
};

const LONGEST = 400;

const lastLine = (text: string): string => text.trim().split('\n').at(-1)?.trim().slice(0, LONGEST) ?? '';
