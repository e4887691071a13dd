/**
 * `gaffer tasks`: the shared queue from the command line. It edits BACKLOG.md by splices as everybody else does, with a
 * fleet or without one; what is known of a task besides the file comes from the running fleet.
 */
import { Argument, type Command } from 'commander';
import { type TaskId, taskId } from '../domain/ids.ts';
import { fail, ok, type Problem, type Result } from '../domain/problem.ts';
import { describeReadiness, readiness } from '../domain/tasks/readiness.ts';
import type { Task, TaskSection } from '../domain/tasks/task.ts';
import { whyNotDispatched } from '../domain/tasks/why-not.ts';
import { emptyWorld, type World } from '../domain/world.ts';
import { addTask, editTask, moveTask, tickTask } from '../state/backlog-edits.ts';
import { type Backlog, parseBacklog } from '../state/backlog-file.ts';
import { readConfig } from '../state/config-file.ts';
import type { Places } from '../state/places.ts';
import { findProjects } from '../state/projects.ts';
import { type SharedFiles, sharedFilesIn } from '../state/shared-file.ts';
import { readTaskLine } from '../state/task-line.ts';
import { connectFleet } from '../wire/client.ts';
import { endWith } from './exit.ts';
import { printJson, printTable, say } from './output.ts';
import type { FleetOptions } from './with-fleet.ts';
import { WORKSPACE_OPTION, workspacePlaces } from './workspace.ts';

const BACKLOG = 'BACKLOG.md';

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
    .action((words: readonly string[], options: FleetOptions & { idea?: boolean; criterion?: readonly string[] }) =>
      inBacklog(options, (desk) => add(desk, words.join(' '), options)),
    );
  sub('edit', 'write a task’s line anew; its id, tick and body stay')
    .argument('<id>', 'the task')
    .argument('<words...>', 'its new line')
    .action((id: string, words: readonly string[], options: FleetOptions) =>
      inBacklog(options, (desk) =>
        change(desk, options, id, `${id} is changed`, (backlog) =>
          editTask(backlog, taskId(id), readTaskLine(words.join(' '))),
        ),
      ),
    );
  sub('done', 'tick a task')
    .argument('<id>', 'the task')
    .action((id: string, options: FleetOptions) =>
      inBacklog(options, (desk) =>
        change(desk, options, id, `${id} is ticked`, (backlog) => tickTask(backlog, taskId(id))),
      ),
    );
  sub('move', 'move a task with its body to another section')
    .argument('<id>', 'the task')
    .addArgument(new Argument('<section>', 'where to').choices(['ready', 'ideas', 'done']))
    .action((id: string, section: TaskSection, options: FleetOptions) =>
      inBacklog(options, (desk) =>
        change(desk, options, id, `${id} stands under ${section}`, (backlog) => moveTask(backlog, taskId(id), section)),
      ),
    );
  sub('why', 'why nothing is given out, or why one task is not')
    .argument('[id]', 'a task')
    .action((id: string | undefined, options: FleetOptions) => inBacklog(options, (desk) => why(desk, id, options)));
};

interface Desk {
  readonly shared: SharedFiles;
  /** What the fleet knows; without one, what the files alone say. */
  readonly world: World;
  readonly backlog: Backlog;
}

const inBacklog = async (options: FleetOptions, use: (desk: Desk) => Promise<Result<void>>): Promise<void> => {
  const places = workspacePlaces(options);
  const desk = places.ok ? await openDesk(places.value) : places;
  const done = desk.ok ? await use(desk.value) : desk;
  if (!done.ok) endWith(done.problem, options);
};

const openDesk = async (places: Places): Promise<Result<Desk>> => {
  const shared = sharedFilesIn(places.workspace);
  const read = await shared.read(BACKLOG);
  if (!read.ok) return read;
  const world = await worldOf(places, shared);
  const backlog = parseBacklog(read.value.text, world.projects);
  const tasks = Object.fromEntries(backlog.tasks.map((task) => [task.id, task]));
  return ok({ shared, backlog, world: { ...world, tasks } });
};

const worldOf = async (places: Places, shared: SharedFiles): Promise<World> => {
  const client = await connectFleet(places.controlSocket);
  if (client.ok) {
    const world = client.value.snapshot();
    client.value.close();
    return world;
  }
  const config = await readConfig(shared);
  const { projects } = config.ok ? await findProjects(places.workspace, config.value.projects) : { projects: [] };
  return { ...emptyWorld, projects };
};

const list = async (
  { world, backlog }: Desk,
  { json, all }: FleetOptions & { all?: boolean },
): Promise<Result<void>> => {
  const rows = backlog.tasks
    .map((task) => ({ task, state: readiness(world, task) }))
    .filter(({ state }) => all === true || state.kind !== 'done');
  if (json === true) printJson(rows.map(({ task, state }) => ({ ...task, state: describeReadiness(task, state) })));
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
  { shared }: Desk,
  line: string,
  { json, idea, criterion = [] }: FleetOptions & { idea?: boolean; criterion?: readonly string[] },
): Promise<Result<void>> => {
  const { id: _, ...fields } = readTaskLine(line);
  let given: TaskId | null = null;
  const written = await shared.edit(BACKLOG, (text) => {
    const added = addTask(parseBacklog(text), {
      ...fields,
      section: idea === true ? 'ideas' : 'ready',
      body: '',
      criteria: criterion,
    });
    if (added.ok) given = added.value.id;
    return added.ok ? ok(added.value.text) : added;
  });
  if (!written.ok) return written;
  if (json === true) printJson({ ok: true, task: given });
  else say(`${given} is in the backlog`);
  return ok(undefined);
};

const change = async (
  { shared }: Desk,
  { json }: FleetOptions,
  id: string,
  said: string,
  edit: (backlog: Backlog) => Result<string>,
): Promise<Result<void>> => {
  const written = await shared.edit(BACKLOG, (text) => edit(parseBacklog(text)));
  if (!written.ok) return written;
  if (json === true) printJson({ ok: true, task: id });
  else say(said);
  return ok(undefined);
};

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
