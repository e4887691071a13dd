/**
 * `gaffer tasks`: the shared queue from the command line. It edits BACKLOG.md by splices as everybody else does, with a
 * fleet or without one; what is known of a task besides the file comes from the running fleet.
 */
import { Argument, type Command } from 'commander';
import { type TaskId, taskId, type WorkerNumber } from '../domain/ids.ts';
import { fail, ok, type Problem, type Result } from '../domain/problem.ts';
import type { BacklogEdit, Shift } from '../domain/tasks/edit.ts';
import { describeReadiness, readiness } from '../domain/tasks/readiness.ts';
import type { Task, TaskSection } from '../domain/tasks/task.ts';
import { whyNotDispatched } from '../domain/tasks/why-not.ts';
import { applyEdit } from '../state/backlog-apply.ts';
import { addTask } from '../state/backlog-edits.ts';
import { parseBacklog } from '../state/backlog-file.ts';
import { readTaskLine } from '../state/task-line.ts';
import { misuse, textFrom } from './misuse.ts';
import { printJson, printTable, say } from './output.ts';
import { assignTask } from './tasks-assign.ts';
import { BACKLOG, type Desk, inBacklog } from './tasks-desk.ts';
import { showStory } from './tasks-story.ts';
import type { FleetOptions } from './with-fleet.ts';
import { parseWorker } from './workers.ts';
import { WORKSPACE_OPTION } from './workspace.ts';

type AddOptions = FleetOptions & { readonly idea?: boolean; readonly criterion?: readonly string[] };

export const register = (program: Command): void => {
  const tasks = program.command('tasks').description('the backlog: list it, add to it, edit, tick and move its tasks');
  const sub = (name: string, description: string, isDefault = false): Command =>
    tasks
      .command(name, { isDefault })
      .description(description)
      .option(...WORKSPACE_OPTION)
      .option('--json', 'JSON');
  sub('list', 'open tasks, each with what it waits for', true)
    .option('--all', 'the done ones too')
    .action((options: FleetOptions & { all?: boolean }) => inBacklog(options, (desk) => list(desk, options)));
  sub('add', 'add a task: Add dark mode @apps/alpha !high #ui tier:haiku needs:T3')
    .argument('<words...>', 'its line')
    .option('--idea', 'under Ideas, where no worker is given it')
    .option('--criterion <text...>', 'an acceptance criterion (ISC)')
    .action((words: readonly string[], options: AddOptions, command: Command) => {
      const line = textFrom(words, 'the line of the task', command);
      return inBacklog(options, (desk) => add(desk, line, options));
    });
  sub('edit', 'write a task’s line anew; its id, tick and body stay')
    .argument('<id>', 'the task')
    .argument('<words...>', 'its new line')
    .action((id: string, words: readonly string[], options: FleetOptions, command: Command) => {
      const line = textFrom(words, 'the new line of the task', command);
      return edit(options, `${id} is changed`, { kind: 'rewrite', task: taskId(id), line });
    });
  for (const name of ['tick', 'done'] as const) {
    sub(name, name === 'tick' ? 'tick a task' : 'the same as tick')
      .argument('<id>', 'the task')
      .option('--undo', 'take the tick away')
      .action((id: string, options: FleetOptions & { undo?: boolean }) =>
        edit(options, `${id} is ${options.undo === true ? 'open again' : 'ticked'}`, {
          kind: 'tick',
          task: taskId(id),
          done: options.undo !== true,
        }),
      );
  }
  sub('move', 'move a task with its body: among its neighbours, or to another section')
    .argument('<id>', 'the task')
    .addArgument(new Argument('<where>', 'where to').choices([...SHIFTS, 'ready', 'ideas', 'done']))
    .action((id: string, where: Shift | TaskSection, options: FleetOptions) =>
      isShift(where)
        ? edit(options, `${id} is moved ${where}`, { kind: 'shift', task: taskId(id), by: where })
        : edit(options, `${id} stands under ${where}`, { kind: 'put', task: taskId(id), section: where }),
    );
  sub('split', 'make one new task of each part; the task itself then needs them all')
    .argument('<id>', 'the task')
    .argument('<parts...>', 'a title each')
    .action((id: string, parts: readonly string[], options: FleetOptions, command: Command) => {
      if (parts.some((part) => part.trim() === '')) misuse(command, 'one of the parts is empty');
      return edit(options, `${id} is split into ${parts.length}`, { kind: 'split', task: taskId(id), parts });
    });
  sub('assign', 'give a ready task to a worker, whatever the dispatcher would do')
    .argument('<id>', 'the task')
    .argument('[worker]', 'its number; the first free one when none is named', parseWorker)
    .action((id: string, worker: WorkerNumber | undefined, options: FleetOptions) => assignTask(id, worker, options));
  sub('story', 'everything about one task: who had it, when, at which tier and cost, decisions, changes')
    .argument('<id>', 'the task')
    .action((id: string, options: FleetOptions) => showStory(id, options));
  sub('why', 'why nothing is given out, or why one task is not')
    .argument('[id]', 'a task')
    .action((id: string | undefined, options: FleetOptions) => inBacklog(options, (desk) => why(desk, id, options)));
};

const list = async (
  { world, backlog }: Desk,
  { json, all }: FleetOptions & { all?: boolean },
): Promise<Result<void>> => {
  const rows = backlog.tasks
    .map((task) => ({ task, state: readiness(world, task) }))
    .filter(({ state }) => all === true || state.kind !== 'done');
  if (json === true) printJson(rows.map(({ task, state }) => ({ ...task, state: describeReadiness(task, state) })));
  else if (rows.length === 0) say('no task is open; add one with: gaffer tasks add');
  else
    printTable(
      ['TASK', 'PROJECT', 'PRIORITY', 'STATE', 'TITLE'],
      rows.map(({ task, state }) => [
        task.id,
        task.project ?? '-',
        task.priority,
        describeReadiness(task, state),
        task.title,
      ]),
    );
  for (const { where, message } of backlog.problems) say(`${BACKLOG}:${where?.line ?? 1}: ${message}`);
  return ok(undefined);
};

const add = async (
  { shared, world, tiers }: Desk,
  line: string,
  { json, idea, criterion = [] }: AddOptions,
): Promise<Result<void>> => {
  const { id: _, ...fields } = readTaskLine(line);
  let given: TaskId | null = null;
  let problems: readonly string[] = [];
  const written = await shared.edit(BACKLOG, (text) => {
    const before = parseBacklog(text, world.projects);
    const added = addTask(before, {
      ...fields,
      section: idea === true ? 'ideas' : 'ready',
      body: '',
      criteria: criterion,
    });
    if (!added.ok) return added;
    given = added.value.id;
    const known = new Set(before.problems.map(({ message }) => message));
    const after = parseBacklog(added.value.text, world.projects);
    problems = after.problems.map(({ message }) => message).filter((message) => !known.has(message));
    return ok(added.value.text);
  });
  if (!written.ok) return written;
  if (json === true) printJson({ ok: true, task: given });
  else say(`${given} is in the backlog`);
  for (const problem of problems) say(problem);
  const ladder = tiers.map(({ name }) => name);
  if (fields.tier !== null && !ladder.includes(fields.tier))
    say(`${given} names tier:${fields.tier}, which is no tier of gaffer.yaml (${ladder.join(', ') || 'it has none'}).`);
  return ok(undefined);
};

const SHIFTS = ['up', 'down', 'first', 'last'] as const;
const isShift = (where: Shift | TaskSection): where is Shift => SHIFTS.some((shift) => shift === where);

const edit = (options: FleetOptions, said: string, wanted: BacklogEdit): Promise<void> =>
  inBacklog(options, async ({ shared }) => {
    const written = await shared.edit(BACKLOG, (text) => applyEdit(parseBacklog(text), wanted));
    if (!written.ok) return written;
    if (options.json === true) printJson({ ok: true, task: wanted.task });
    else say(said);
    return ok(undefined);
  });

const why = async ({ world }: Desk, id: string | undefined, { json }: FleetOptions): Promise<Result<void>> => {
  if (id !== undefined) {
    const task: Task | undefined = world.tasks[id];
    if (task === undefined) return fail(noSuchTask(id));
    const state = describeReadiness(task, readiness(world, task));
    if (json === true) printJson({ task: id, state });
    else process.stdout.write(`${id}: ${state}\n`);
    return ok(undefined);
  }
  const { answer, waiting } = whyNotDispatched(world, Date.now());
  if (json === true) printJson({ answer, waiting });
  else {
    process.stdout.write(`${answer}\n`);
    for (const { reason, tasks } of waiting) process.stdout.write(`  ${tasks.length} ${reason}: ${shortened(tasks)}\n`);
  }
  return ok(undefined);
};

/** As many ids as fit a line. */
const SHOWN_IDS = 8;

const shortened = (ids: readonly string[]): string =>
  ids.length <= SHOWN_IDS ? ids.join(' ') : `${ids.slice(0, SHOWN_IDS).join(' ')} and ${ids.length - SHOWN_IDS} more`;

const noSuchTask = (id: string): Problem => ({
  kind: 'missing',
  message: `${id} is not in the backlog`,
  where: { file: BACKLOG },
  next: 'List the tasks with: gaffer tasks list',
});
