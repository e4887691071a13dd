/** At the end of a task: what its worker wrote down and what the human answered goes into memory. */
import type { TaskId, WorkerNumber } from '../domain/ids.ts';
import { harvestOf } from '../domain/memory/harvest.ts';
import { secretIn } from '../domain/memory/secrets.ts';
import { describeProblem } from '../domain/problem.ts';
import { parseChangelog } from '../state/changelog-file.ts';
import type { SharedFiles } from '../state/shared-file.ts';
import { parseStatus } from '../state/status-file.ts';
import type { Memory } from './memory.ts';
import type { Fleet } from './parts.ts';
import type { Utility } from './utility.ts';

export type Harvest = (task: TaskId, worker: WorkerNumber) => Promise<void>;

/** Of a question that a note quotes: it stands before sessions again and again, and is whole in the journal. */
const LONGEST_QUESTION = 400;

export const createHarvest =
  (fleet: Fleet, shared: SharedFiles, memory: Pick<Memory, 'keep' | 'curate'>, utility: Utility): Harvest =>
  async (task, worker) => {
    const name = `WORKER${worker}.md`;
    const [status, changelog] = await Promise.all([shared.read(name), shared.read('CHANGELOG.md')]);
    const world = fleet.world();
    const harvested = harvestOf({
      task,
      project: world.tasks[task]?.project ?? null,
      scratchpad: status.ok ? parseStatus(status.value.text, name).scratchpad : '',
      changes: changelog.ok
        ? parseChangelog(changelog.value.text)
            .filter((change) => change.task === task)
            .map(({ text }) => text)
        : [],
      decisions: Object.values(world.decisions).filter((decision) => decision.task === task),
    });
    for (const { kind, question = '', ...draft } of harvested) {
      const text =
        // A secret goes to nobody, and memory refuses the note.
        question.length <= LONGEST_QUESTION || secretIn(question) !== null
          ? draft.text
          : draft.text.replace(
              question,
              literally(await utility.write({ kind: 'condense', text: question, maxCharacters: LONGEST_QUESTION })),
            );
      const kept = await memory.keep({ ...draft, text, source: { kind, worker, task } });
      if (!kept.ok) fleet.log(`harvest of ${task}: ${describeProblem(kept.problem)}`);
    }
    await memory.curate();
  };

/** A replacement in which `$&` and the like mean themselves. */
const literally = (text: string) => (): string => text;
