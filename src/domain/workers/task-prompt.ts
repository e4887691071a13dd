/** The first prompt of a dispatched task. Its line `Task T12: title` is how sessions, logs and rehearsals know the task. */
import { promptLine } from '../one-line.ts';
import type { Task } from '../tasks/task.ts';

export interface TaskPromptOptions {
  /** Whether the project is held for this worker already; else the claim is its own first step. */
  readonly claimed: boolean;
  /** Whether an earlier session of this seat began it and ended before it was done. */
  readonly begun: boolean;
  /** What became of earlier sessions: what cheaper tiers tried, that one outgrew its window. */
  readonly before?: readonly string[];
}

export const taskPrompt = (task: Task, { claimed, begun, before = [] }: TaskPromptOptions): string =>
  [
    `Task ${task.id}: ${promptLine(task.title)}`,
    ...(task.project === null ? [] : [`Project: ${task.project}`]),
    ...(begun
      ? [
          'Your last session ended before this task was done. Look at what is there already, then finish it; repeat nothing.',
        ]
      : []),
    ...before,
    ...(task.body === '' ? [] : ['', ...task.body.split(/\r\n|\n|\r/).map((line) => `> ${line}`)]),
    '',
    'Criteria (ISC):',
    ...(task.criteria.length === 0
      ? ['- none given: write your own before you begin, each a state that can be tested']
      : task.criteria.map(
          ({ text, anti, met }) =>
            `- ${anti ? 'must not come about: ' : ''}${promptLine(text)}${met ? ' (ticked as met: check it)' : ''}`,
        )),
    '',
    'The five steps:',
    '1. Startup: take in your startup sequence; go on from your scratchpad if it speaks of this task.',
    `2. Claim: call mcp__gaffer__claim_project${task.project === null ? ' for the project that you need' : ` with ${task.project}`}${claimed ? '; it is held for you already, and the call confirms it' : ''}.`,
    `3. Work: change only this project, run its tests, commit with ${task.id} in front of the subject.`,
    '4. Update: call mcp__gaffer__meet_criterion with evidence for each criterion, and mcp__gaffer__log_change with what is different now, once the tests pass.',
    '5. Release: leave a clean working tree and call mcp__gaffer__release_project. Then say what you did and how you know.',
  ].join('\n');
