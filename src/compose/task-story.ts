/** Tells a task's story from the journal and the project's own history. */
import { join } from 'node:path';
import type { Logged } from '../domain/event.ts';
import type { TaskId } from '../domain/ids.ts';
import { fail, ok, type Result } from '../domain/problem.ts';
import { STORY_KINDS, storyOf, type TaskStory } from '../domain/tasks/story.ts';
import type { World } from '../domain/world.ts';
import { commitsOf } from './project-commits.ts';

export interface StoryParts {
  /** Absolute path of the workspace. */
  readonly workspace: string;
  readonly world: World;
  readonly read: (query: { readonly kind: string }) => Promise<readonly Logged[]> | readonly Logged[];
}

export const taskStory = async ({ workspace, world, read }: StoryParts, id: TaskId): Promise<Result<TaskStory>> => {
  if (world.tasks[id] === undefined && world.records[id] === undefined) {
    return fail({ kind: 'missing', message: `${id} is not in the backlog`, next: 'List the tasks with: gaffer tasks' });
  }
  const events = (await Promise.all(STORY_KINDS.map((kind) => read({ kind })))).flat();
  const project = world.tasks[id]?.project ?? null;
  const isKnown = project !== null && world.projects.includes(project);
  const commits = isKnown ? await commitsOf(join(workspace, project), id) : [];
  return ok(
    storyOf(
      world,
      id,
      events.toSorted((one, other) => one.seq - other.seq),
      commits,
    ),
  );
};
