/** A fleet without a journal or hands: commands in, events and World out. The World is deep-frozen after each step. */
import type { Command } from '../../src/domain/command.ts';
import { decide } from '../../src/domain/decide.ts';
import type { Event, Logged } from '../../src/domain/event.ts';
import { evolve } from '../../src/domain/evolve.ts';
import { projectId, sessionId, type TaskId, taskId, workerNumber } from '../../src/domain/ids.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { Task } from '../../src/domain/tasks/task.ts';
import { emptyWorld, type World } from '../../src/domain/world.ts';

export class PureFleet {
  world: World = emptyWorld;
  readonly log: Logged[] = [];
  now = 1_000_000;

  /** Applies a command; gives its events, or the problem. */
  do(command: Command): readonly Event[] | Problem {
    this.now += 10;
    const decided = decide(this.world, command, this.now);
    if (!decided.ok) return decided.problem;
    for (const event of decided.value) {
      const logged: Logged = { seq: this.world.seq + 1, at: this.now, by: 'test', cause: null, event };
      this.log.push(logged);
      this.world = deepFreeze(evolve(this.world, logged));
    }
    return decided.value;
  }

  /** Applies a command that must succeed. */
  must(command: Command): readonly Event[] {
    const done = this.do(command);
    if (!isEvents(done)) throw new Error(`${command.kind} was refused: ${done.message}`);
    return done;
  }

  boot({
    workers = 4,
    projects = ['apps/alpha', 'apps/beta', 'apps/gamma', 'apps/delta'] as readonly string[],
    tasks = [] as Task[],
  } = {}): this {
    this.must({
      kind: 'boot',
      workspace: '/ws',
      mode: 'live',
      scenario: null,
      agent: 'claude 2.1.330',
      hooks: true,
      workers: Array.from({ length: workers }, (_, index) => workerNumber(index + 1)),
      dispatch: 'auto',
    });
    this.must({ kind: 'report-projects', projects: projects.map(projectId) });
    this.must({ kind: 'report-backlog', tasks });
    return this;
  }

  /** Opens the session that a worker wants, and proves its guard. */
  seat(number: number): void {
    const worker = workerNumber(number);
    const generation = this.generation(number);
    const wanted = this.log.findLast(
      ({ event }) => event.kind === 'session.wanted' && event.worker === worker && event.generation === generation,
    )?.event;
    if (wanted?.kind !== 'session.wanted') throw new Error(`worker ${number} wants no session`);
    this.must({
      kind: 'report-opened',
      worker,
      generation,
      session: wanted.resume ?? sessionId(`s-${number}-${generation}`),
      pid: 100 + number,
      model: 'haiku',
      cwd: '/ws',
      project: wanted.project,
      tier: wanted.tier,
      hooks: true,
    });
    this.must({ kind: 'report-guard-proven', worker, generation, hooks: HOOKS });
  }

  generation(number: number): number {
    return this.world.workers[number]?.generation ?? 0;
  }

  /** What identifies the live session of a worker in its reports. */
  live(number: number) {
    return { worker: workerNumber(number), generation: this.generation(number) };
  }
}

export const HOOKS = ['PreToolUse', 'Stop'] as const;

export const isEvents = (done: readonly Event[] | Problem): done is readonly Event[] => Array.isArray(done);

export const kinds = (done: readonly Event[] | Problem): readonly string[] =>
  isEvents(done) ? done.map((event) => event.kind) : [`problem: ${done.message}`];

export const aTask = (id: string, project: string | null, change: Partial<Task> = {}): Task => ({
  id: taskId(id),
  title: `Do ${id}`,
  section: 'ready',
  done: false,
  project: project === null ? null : projectId(project),
  priority: 'normal',
  tags: [],
  tier: null,
  needs: [] as TaskId[],
  body: '',
  criteria: [],
  line: Number(id.replace(/\D/g, '')) || 1,
  ...change,
});

const deepFreeze = <Value>(value: Value): Value => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
};
