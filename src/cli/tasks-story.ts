/** `gaffer tasks story`: one task from beginning to end, from the running fleet or from the journal that it left. */
import { taskStory } from '../compose/task-story.ts';
import { taskId } from '../domain/ids.ts';
import { ok, type Result } from '../domain/problem.ts';
import type { TaskStory } from '../domain/tasks/story.ts';
import { visible } from '../domain/visible.ts';
import { openJournal } from '../state/journal.ts';
import { storyLines } from '../state/selectors-story.ts';
import { connectFleet } from '../wire/client.ts';
import { printJson } from './output.ts';
import { type Desk, inBacklog } from './tasks-desk.ts';
import type { FleetOptions } from './with-fleet.ts';

export const showStory = (id: string, options: FleetOptions): Promise<void> =>
  inBacklog(options, async (desk) => {
    const story = await storyFrom(desk, id);
    if (!story.ok) return story;
    if (options.json === true) printJson(story.value);
    else
      process.stdout.write(
        `${storyLines(story.value, Date.now())
          .map((line) => visible(line.text))
          .join('\n')}\n`,
      );
    return ok(undefined);
  });

const storyFrom = async ({ places, world }: Desk, id: string): Promise<Result<TaskStory>> => {
  const client = await connectFleet(places.controlSocket);
  if (client.ok) {
    try {
      return await client.value.report('story', { task: taskId(id) });
    } finally {
      client.value.close();
    }
  }
  const journal = openJournal(places.journal, { readOnly: true });
  if (!journal.ok && journal.problem.kind !== 'missing') return journal;
  if (!journal.ok) return taskStory({ workspace: places.workspace, world, read: () => [] }, taskId(id));
  try {
    // The files know the tasks as they are now, the journal what became of them.
    const past = { ...journal.value.load(), tasks: world.tasks, projects: world.projects };
    return await taskStory({ workspace: places.workspace, world: past, read: journal.value.read }, taskId(id));
  } finally {
    journal.value.close();
  }
};
