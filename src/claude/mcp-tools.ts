/**
 * The tools that workers are offered: names, what the model is told of them, and what they take. The handlers are
 * given by `compose`; tools and files are two doors to the same commands.
 */
import { z } from 'zod';
import { MAX_WORKERS } from '../domain/ids.ts';
import { type Tool, type ToolDefinition, type ToolHandler, tool } from './mcp.ts';

/** One line of a log or a question: longer text belongs in a file. */
const MAX_TEXT = 2_000;

const text = (what: string) => z.string().trim().min(1).max(MAX_TEXT).describe(what);

const define = <Schema extends z.ZodObject>(definition: ToolDefinition<Schema>): ToolDefinition<Schema> => definition;

const CLAIM_PROJECT = define({
  name: 'claim_project',
  description:
    'Claim the exclusive right to change one project. Do this before any write. Refused with the holder and what else is free.',
  input: z.object({
    project: text('The project as BACKLOG.md names it, for example apps/alpha'),
    wait: z.boolean().optional().describe('Stand in line for it when another worker holds it'),
  }),
});

const RELEASE_PROJECT = define({
  name: 'release_project',
  description: 'Give up the project that you hold, after logging the change. Do this when the task is done.',
  input: z.object({}),
});

const LOG_CHANGE = define({
  name: 'log_change',
  description: 'Add an entry to CHANGELOG.md for the project that you hold: what changed, in one or two sentences.',
  input: z.object({ text: text('What changed') }),
});

const MEET_CRITERION = define({
  name: 'meet_criterion',
  description:
    'Tick one acceptance criterion (ISC) of your task, with the evidence for it: what you ran and what you saw.',
  input: z.object({
    criterion: z.union([
      text('Its words as BACKLOG.md has them, or a part that fits it alone'),
      z.int().min(1).describe('Its number in the list, from 1'),
    ]),
    evidence: text('What you ran or read, and what it showed'),
  }),
});

const ASK_HUMAN = define({
  name: 'ask_human',
  description:
    'Post a question for the human and go on working: it does not wait. Use it for what you may not decide yourself.',
  input: z.object({ question: text('One question that can be answered without reading your session') }),
});

const UPDATE_STATUS = define({
  name: 'update_status',
  description: 'Say in a few words what you are doing, or keep notes in the scratchpad of your status file.',
  input: z.object({
    doing: text('What you are doing now').optional(),
    scratchpad: text('Notes that must survive a lost context; replaces the scratchpad').optional(),
    resume_triggers: text(
      'What you want to be woken for, one line each; replaces them: "when task T3 is done: go on with the import". Also: when decision D7 is settled, when time 14:30, when time in 20m, when file apps/alpha/out.txt changes',
    ).optional(),
  }),
});

const NEXT_TASK = define({
  name: 'next_task',
  description:
    'Ask for the next task. Where workers pick for themselves you are given the best ready one, or the ready one that you name, and a fresh session begins with it; elsewhere you are told what is next and why.',
  input: z.object({ task: text('Another ready task than the best one, for example T12').optional() }),
});

const PROPOSE_TASK = define({
  name: 'propose_task',
  description:
    'Propose a task that you found and that is not yours to do now. It goes to Ideas in BACKLOG.md; a person decides.',
  input: z.object({
    title: text('What is to be done, in a few words'),
    project: text('The project that it changes').optional(),
    why: text('Why, and what you saw').optional(),
    criteria: z.array(text('A short state that can be tested')).max(20).optional(),
  }),
});

const CANNOT_DO = define({
  name: 'cannot_do',
  description:
    'Say that your task is too hard for you, when you have tried and gone in circles. A stronger model or a person takes over; write what you tried into your scratchpad first.',
  input: z.object({ because: text('What is too hard, and what you tried') }),
});

const LEAVE_NOTE = define({
  name: 'leave_note',
  description:
    'Leave a note for another worker. It reads it at the next edge of its turn, as information from you; it wakes nobody.',
  input: z.object({
    worker: z.int().min(1).max(MAX_WORKERS).describe('Its number'),
    note: text('What it should know, in one or two sentences'),
  }),
});

const FLEET_STATUS = define({
  name: 'fleet_status',
  description: 'See what the other workers hold and do, and what of the backlog is ready.',
  input: z.object({}),
});

const RUN_QA = define({
  name: 'run_qa',
  description:
    'Build the project that you hold and look at its quality gates: what a deploy would be held by. Answers with each gate and its evidence.',
  input: z.object({ project: text('The project; without it the one that you hold').optional() }),
});

const REQUEST_DEPLOY = define({
  name: 'request_deploy',
  description:
    'Ask for a deploy of a pipeline. A person sees the plan and decides; you go on meanwhile. You never deploy by other means.',
  input: z.object({
    pipeline: text('Its name under pipelines: in gaffer.yaml'),
    environment: text('Which environment, where there are several').optional(),
    why: text('Why now, and what you checked'),
  }),
});

/** What a task teaches, told in one call: more is a log. */
const MOST_NOTES = 20;

const REMEMBER = define({
  name: 'remember',
  description:
    'Keep a short note that helps whoever works here later: a fact, a trap, a wish of the human. One thing per note, never a secret.',
  input: z.object({
    text: text('The note, in one to five sentences that can be understood alone'),
    also: z
      .array(text('The same'))
      .max(MOST_NOTES - 1)
      .optional()
      .describe('More notes of the same topics'),
    topics: z.array(z.string().trim().min(1).max(40)).max(8).optional().describe('Words to find it by'),
    everywhere: z.boolean().optional().describe('True when it is not about your project alone'),
  }),
});

const RECALL = define({
  name: 'recall',
  description: 'Search the memory of all sessions: notes, lessons, wishes of the human. Ask in a few words.',
  input: z.object({
    query: text('What you want to know'),
    limit: z.int().min(1).max(20).optional().describe('At most so many notes'),
  }),
});

const LOG_FAILURE = define({
  name: 'log_failure',
  description:
    'Write a mistake down, yours or one that you found, so that nobody makes it again. Others are told before they repeat the call.',
  input: z.object({
    title: text('What went wrong, in a few words'),
    what: text('What happened, as it was seen').optional(),
    why: text('The cause'),
    fix: text('What put it right').optional(),
    prevent: text(
      'What to do in its place; begin with "deny Bash(the command)" to have the very call refused from now on',
    ),
    command: text('The shell command that failed, when it was one').optional(),
  }),
});

const ANSWER_CHECK = define({
  name: 'answer_check',
  description: 'Answer a check that gaffer asked, in one or two sentences; it is kept in your scratchpad.',
  input: z.object({
    check: z.enum(['claim', 'failures', 'stop']).describe('Which check it was'),
    answer: text('Your answer'),
  }),
});

/** One handler for each tool; a forgotten one does not compile. */
export interface WorkerToolHandlers {
  readonly claimProject: ToolHandler<z.infer<typeof CLAIM_PROJECT.input>>;
  readonly releaseProject: ToolHandler<z.infer<typeof RELEASE_PROJECT.input>>;
  readonly logChange: ToolHandler<z.infer<typeof LOG_CHANGE.input>>;
  readonly meetCriterion: ToolHandler<z.infer<typeof MEET_CRITERION.input>>;
  readonly askHuman: ToolHandler<z.infer<typeof ASK_HUMAN.input>>;
  readonly updateStatus: ToolHandler<z.infer<typeof UPDATE_STATUS.input>>;
  readonly proposeTask: ToolHandler<z.infer<typeof PROPOSE_TASK.input>>;
  readonly cannotDo: ToolHandler<z.infer<typeof CANNOT_DO.input>>;
  readonly leaveNote: ToolHandler<z.infer<typeof LEAVE_NOTE.input>>;
  readonly fleetStatus: ToolHandler<z.infer<typeof FLEET_STATUS.input>>;
  readonly remember: ToolHandler<z.infer<typeof REMEMBER.input>>;
  readonly recall: ToolHandler<z.infer<typeof RECALL.input>>;
  readonly logFailure: ToolHandler<z.infer<typeof LOG_FAILURE.input>>;
  readonly answerCheck: ToolHandler<z.infer<typeof ANSWER_CHECK.input>>;
  readonly nextTask: ToolHandler<z.infer<typeof NEXT_TASK.input>>;
  readonly runQa: ToolHandler<z.infer<typeof RUN_QA.input>>;
  readonly requestDeploy: ToolHandler<z.infer<typeof REQUEST_DEPLOY.input>>;
}

export const workerTools = (handlers: WorkerToolHandlers): readonly Tool[] => [
  tool(CLAIM_PROJECT, handlers.claimProject),
  tool(RELEASE_PROJECT, handlers.releaseProject),
  tool(LOG_CHANGE, handlers.logChange),
  tool(MEET_CRITERION, handlers.meetCriterion),
  tool(ASK_HUMAN, handlers.askHuman),
  tool(UPDATE_STATUS, handlers.updateStatus),
  tool(PROPOSE_TASK, handlers.proposeTask),
  tool(CANNOT_DO, handlers.cannotDo),
  tool(LEAVE_NOTE, handlers.leaveNote),
  tool(FLEET_STATUS, handlers.fleetStatus),
  tool(REMEMBER, handlers.remember),
  tool(RECALL, handlers.recall),
  tool(LOG_FAILURE, handlers.logFailure),
  tool(ANSWER_CHECK, handlers.answerCheck),
  tool(NEXT_TASK, handlers.nextTask),
  tool(RUN_QA, handlers.runQa),
  tool(REQUEST_DEPLOY, handlers.requestDeploy),
];
