/** Resume triggers on their way from WORKERn.md into the World, with the lines that cannot be read shown as warnings. */
import { join } from 'node:path';
import type { WorkerNumber } from '../domain/ids.ts';
import { describeProblem } from '../domain/problem.ts';
import type { Trigger } from '../domain/triggers/trigger.ts';
import { fileMark } from '../state/file-marks.ts';
import { readTriggers } from '../state/trigger-lines.ts';
import type { Fleet } from './parts.ts';
import type { Warnings } from './warnings.ts';

export interface StatusTriggers {
  /** `text` is the status file as it reads now. */
  readonly take: (worker: WorkerNumber, text: string) => Promise<void>;
}

/** Of one file; the rest is counted. */
const SHOWN_PROBLEMS = 3;

export const createStatusTriggers = (fleet: Fleet, warnings: Warnings): StatusTriggers => {
  const root = fleet.places.workspace;
  const known = new Map<WorkerNumber, string>();
  const marked = (trigger: Trigger): Trigger =>
    trigger.on.kind === 'file'
      ? { ...trigger, on: { ...trigger.on, mark: fileMark(join(root, trigger.on.file)) } }
      : trigger;
  return {
    take: async (worker, text) => {
      const file = `WORKER${worker}.md`;
      const { triggers, problems } = readTriggers(text, file, Date.now());
      const shown = problems.map(describeProblem);
      if (known.get(worker) !== shown.join('\n')) {
        known.set(worker, shown.join('\n'));
        for (const line of shown) fleet.log(line);
        const more =
          shown.length > SHOWN_PROBLEMS ? [`${file}: ${shown.length - SHOWN_PROBLEMS} more lines like these`] : [];
        await warnings.set(file, [...shown.slice(0, SHOWN_PROBLEMS), ...more]);
      }
      await fleet.submit({ kind: 'report-triggers', worker, triggers: triggers.map(marked) }, { by: 'files' });
    },
  };
};
