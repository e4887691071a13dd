/**
 * The person of a headless run: reads the World as a dashboard shows it and says what to do now. Pure; what was done
 * already is given in, so that asking twice never answers twice.
 */
import type { HumanCommand } from '../domain/command.ts';
import { projectId, type WorkerNumber, workerNumber } from '../domain/ids.ts';
import { type Decision, waitingDecisions } from '../domain/policies/decision.ts';
import type { World } from '../domain/world.ts';
import type { PersonRule } from './scenario-schema.ts';

/** What a person does: through gaffer, or behind its back. */
export type PersonAct =
  | { readonly kind: 'command'; readonly command: HumanCommand }
  /** SIGKILL to the agent program of this worker. */
  | { readonly kind: 'kill-session'; readonly worker: WorkerNumber; readonly pid: number }
  /** One more entry under `## Ready` of BACKLOG.md, written by hand. */
  | { readonly kind: 'add-task'; readonly line: string }
  /** The first place of `find` in BACKLOG.md, written over by hand. */
  | { readonly kind: 'edit-backlog'; readonly find: string; readonly replace: string };

export interface PersonTurn {
  readonly acts: readonly PersonAct[];
  /** To be given in the next time. */
  readonly memory: PersonMemory;
  /** When to ask again although nothing happened (ms since the epoch); null when only a change of the World matters. */
  readonly againAt: number | null;
}

/** What was done, and since when a thing is true that a rule waits for. */
export interface PersonMemory {
  readonly done: readonly string[];
  readonly trueSince: Readonly<Record<string, number>>;
}

export const newPerson: PersonMemory = { done: [], trueSince: {} };

export const personTurn = (
  world: World,
  rules: readonly PersonRule[],
  memory: PersonMemory,
  now: number,
): PersonTurn => {
  const due = occasions(world, rules).filter(({ key }) => !memory.done.includes(key));
  const trueSince = Object.fromEntries(due.map(({ key, since }) => [key, since ?? memory.trueSince[key] ?? now]));
  const dueAt = ({ key, rule }: Occasion): number => (trueSince[key] ?? now) + rule.when.afterMs;
  const ready = due.flatMap((occasion) => {
    const act = dueAt(occasion) <= now ? actOf(occasion, world) : null;
    return act === null ? [] : [{ key: occasion.key, act }];
  });
  const later = due.filter((occasion) => dueAt(occasion) > now).map(dueAt);
  return {
    acts: ready.map(({ act }) => act),
    memory: { done: [...memory.done, ...ready.map(({ key }) => key)], trueSince },
    againAt: later.length === 0 ? null : Math.min(...later),
  };
};

/** A rule whose condition holds: once per decision, or once per rule. */
interface Occasion {
  readonly key: string;
  readonly rule: PersonRule;
  readonly decision: Decision | null;
  /** When it began to hold, where the World knows. */
  readonly since: number | null;
}

const occasions = (world: World, rules: readonly PersonRule[]): readonly Occasion[] => [
  ...decisionOccasions(world, rules),
  ...rules.flatMap((rule, index): readonly Occasion[] =>
    rule.when.decision === undefined && holds(rule, world)
      ? [{ key: `rule ${index + 1}`, rule, decision: null, since: null }]
      : [],
  ),
];

/** The first rule that fits answers a decision, so that a general one may stand last. */
const decisionOccasions = (world: World, rules: readonly PersonRule[]): readonly Occasion[] =>
  waitingDecisions(world).flatMap((decision) => {
    const rule = rules.find((it) => fits(it, decision) && holds(it, world, decision));
    return rule === undefined ? [] : [{ key: decision.id, rule, decision, since: decision.askedAt }];
  });

const fits = ({ when }: PersonRule, decision: Decision): boolean =>
  when.decision !== undefined &&
  (when.worker === undefined || when.worker === decision.worker) &&
  new RegExp(when.decision, 'i').test(questionText(decision));

const questionText = ({ question }: Decision): string =>
  question.kind === 'posted' ? question.text : `${question.call.tool} ${texts(question.call.input).join('\n')}`;

/** Every string in a call's input, as a person reads them: `git push origin main`, without JSON's escapes. */
const texts = (input: unknown): readonly string[] => {
  if (typeof input === 'string') return [input];
  return typeof input === 'object' && input !== null ? Object.values(input).flatMap(texts) : [];
};

const holds = ({ when }: PersonRule, world: World, decision: Decision | null = null): boolean => {
  const done = Object.values(world.records).filter(({ status }) => status === 'done').length;
  return (
    (when.tasksDone === undefined || done >= when.tasksDone) &&
    (when.task === undefined || world.records[when.task]?.status === when.is) &&
    (when.worker === undefined || decision !== null || world.workers[when.worker]?.state.kind === 'working')
  );
};

/** Null while the act has nothing to act on, such as a session to kill. */
const actOf = ({ rule, decision }: Occasion, world: World): PersonAct | null => {
  const { do: act } = rule;
  const command = (said: HumanCommand): PersonAct => ({ kind: 'command', command: said });
  if (decision !== null) {
    return command({
      kind: 'settle-decision',
      decision: decision.id,
      answer: act.approve === true ? 'approve' : 'deny',
      by: 'dashboard',
      reason: act.deny ?? null,
    });
  }
  if (act.send !== undefined) {
    return command({ kind: 'send-text', worker: workerNumber(act.send.worker), text: act.send.text });
  }
  if (act.restart !== undefined) return command({ kind: 'restart-worker', worker: workerNumber(act.restart) });
  if (act.stop !== undefined) return command({ kind: 'stop-worker', worker: workerNumber(act.stop) });
  if (act.dispatch !== undefined) return command({ kind: 'set-dispatch', mode: act.dispatch });
  if (act.release !== undefined) return command({ kind: 'force-release', project: projectId(act.release) });
  if (act.addTask !== undefined) return { kind: 'add-task', line: `- [ ] ${act.addTask}` };
  if (act.edit !== undefined) return { kind: 'edit-backlog', ...act.edit };
  const pid = act.kill === undefined ? null : (world.workers[act.kill]?.session?.pid ?? null);
  return act.kill === undefined || pid === null ? null : { kind: 'kill-session', worker: workerNumber(act.kill), pid };
};
