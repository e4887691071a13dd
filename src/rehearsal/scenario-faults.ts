/**
 * What can be wrong with a scenario whose file fits the schema: names that nothing bears, things that are there twice,
 * tasks without a script, promises that the summary cannot hold. All faults are found in one go.
 */
import type { Parts, Program } from './program.ts';
import type { ScenarioProject, ScenarioTask } from './scenario.ts';
import type { ScenarioFile } from './scenario-schema.ts';
import { SUMMARY_FIGURES } from './summary-figures.ts';
import type { TurnSpec } from './turn-schema.ts';
import { namesIn } from './variables.ts';

/** Something wrong at a place in the file, given as the keys that lead there. */
export interface Fault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly next?: string;
}

interface Placed {
  readonly path: readonly PropertyKey[];
}

export type PlacedProject = Placed & { readonly project: ScenarioProject };
export type PlacedTask = Placed & { readonly script: number; readonly task: ScenarioTask };

export const findFaults = (
  file: ScenarioFile,
  projects: readonly PlacedProject[],
  tasks: readonly PlacedTask[],
  tiers: readonly string[],
): readonly Fault[] => [
  ...checkProjects(file, projects),
  ...checkTasks(tasks, projects, tiers),
  ...checkVariables(tasks),
  ...checkPromises(file),
];

/** Known in every script, besides the variables of its task. */
const ALWAYS_KNOWN = ['task', 'title', 'project', 'worker', 'cwd', 'workspace', 'prompt'];

/** Parts must be known and free of cycles before anything is built of them. */
export const findPartFaults = ({ parts, scripts, chat }: ScenarioFile): readonly Fault[] => {
  const inParts = Object.entries(parts).flatMap(([name, turns]) => visitParts(turns, parts, [name], ['parts', name]));
  // Scripts would only repeat what is wrong within the parts.
  if (inParts.length > 0) return inParts;
  return [
    ...scripts.flatMap(({ turns }, index) => visitParts(turns, parts, [], ['scripts', index])),
    ...chat.flatMap(({ turns }, index) => visitParts(turns, parts, [], ['chat', index])),
  ];
};

const visitParts = (
  turns: readonly TurnSpec[],
  parts: Parts,
  within: readonly string[],
  path: readonly PropertyKey[],
): readonly Fault[] =>
  turns.flatMap(({ part, met = [], else: unmet = [] }) => {
    const below = visitParts([...met, ...unmet], parts, within, path);
    if (part === undefined) return below;
    const inside = parts[part];
    if (inside === undefined) return [fault(path, `there is no part ${part}`)];
    if (within.includes(part)) return [fault(path, `part ${part} contains itself`)];
    return visitParts(inside, parts, [...within, part], path);
  });

const checkProjects = (file: ScenarioFile, projects: readonly PlacedProject[]): readonly Fault[] => [
  ...file.workspace.projects.flatMap(({ template }, index) =>
    template === undefined || file.workspace.templates[template] !== undefined
      ? []
      : [fault(['workspace', 'projects', index, 'template'], `there is no template ${template}`)],
  ),
  ...projects.flatMap(({ project, path }, index) =>
    projects.findIndex((other) => other.project.id === project.id) === index
      ? []
      : [fault(path, `project ${project.id} is there twice`)],
  ),
  ...projects.flatMap(({ project, path }) =>
    [project.id, ...Object.keys(project.files)]
      .filter((name) => name.startsWith('/') || name.split(/[/\\]/).some((part) => part === '..' || part === ''))
      .map((name) => fault(path, `${name} is not a path inside the workspace`)),
  ),
];

const checkTasks = (
  tasks: readonly PlacedTask[],
  projects: readonly PlacedProject[],
  tiers: readonly string[],
): readonly Fault[] => {
  const ids = tasks.map(({ task }) => task.id);
  return tasks.flatMap(({ task, path }, index) => [
    ...(ids.indexOf(task.id) === index ? [] : [fault(path, `task ${task.id} is there twice`)]),
    ...(/^[A-Za-z][\w-]*$/.test(task.id)
      ? []
      : [fault(path, `task id ${task.id} is not a letter and then letters, digits, - or _`)]),
    ...(task.project === null || projects.some(({ project }) => project.id === task.project)
      ? []
      : [fault([...path, 'project'], `task ${task.id}: there is no project ${task.project}`)]),
    ...(task.tier === null || tiers.includes(task.tier)
      ? []
      : [fault([...path, 'tier'], `task ${task.id}: there is no tier ${task.tier}`, `Tiers are ${tiers.join(', ')}.`)]),
    ...(task.path ?? [])
      .filter((tier) => !tiers.includes(tier))
      .map((tier) =>
        fault([...path, 'path'], `task ${task.id}: there is no tier ${tier}`, `Tiers are ${tiers.join(', ')}.`),
      ),
    ...task.needs
      .filter((need) => !ids.includes(need))
      .map((need) => fault([...path, 'needs'], `task ${task.id} needs ${need}, which is not in the backlog`)),
    ...(task.program.length > 0
      ? []
      : [fault(path, `task ${task.id} has no script`, 'Add one under scripts, `for: any` fits every task.')]),
  ]);
};

const checkVariables = (tasks: readonly PlacedTask[]): readonly Fault[] =>
  tasks.flatMap(({ task, script }) =>
    [...new Set(programTexts(task.program).flatMap(namesIn))]
      .filter((name) => !ALWAYS_KNOWN.includes(name) && !Object.hasOwn(task.variables, name))
      .map((name) =>
        fault(
          ['scripts', script],
          `the script of task ${task.id} uses {{${name}}}, which nothing gives`,
          `Known are ${[...ALWAYS_KNOWN, ...Object.keys(task.variables)].join(', ')}; others come from the task's vars or the part's with.`,
        ),
      ),
  );

const checkPromises = ({ expect }: ScenarioFile): readonly Fault[] =>
  Object.keys(expect)
    .filter((figure) => !SUMMARY_FIGURES.includes(figure))
    .map((figure) =>
      fault(['expect', figure], `the summary has no figure ${figure}`, `It has ${SUMMARY_FIGURES.join(', ')}.`),
    );

const programTexts = (program: Program): readonly string[] =>
  program.flatMap(({ think, say, calls, expect }) => [
    ...(think === null ? [] : [think]),
    ...(say === null ? [] : [say]),
    ...calls.map((call) => JSON.stringify(call)),
    ...(expect?.kind === 'matches' ? [expect.pattern] : []),
  ]);

const fault = (path: readonly PropertyKey[], message: string, next?: string): Fault => ({
  path,
  message,
  ...(next === undefined ? {} : { next }),
});
