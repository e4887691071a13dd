/**
 * Turns a scenario file that fits its schema into a Scenario: copies are counted out, templates laid on, parts put in,
 * scripts given to tasks. Whatever it refers to must exist; all faults are found in one go.
 */
import { projectId, taskId, tierName } from '../domain/ids.ts';
import { compile, type Parts, type Program } from './program.ts';
import type { Scenario, ScenarioProject, ScenarioTask } from './scenario.ts';
import type { ScenarioFile, TurnSpec } from './scenario-schema.ts';
import { SUMMARY_FIGURES } from './summary-figures.ts';
import { copyVariables, fill, fillRecord, namesIn, type Variables } from './variables.ts';

/** Something wrong at a place in the file, given as the keys that lead there. */
export interface Fault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly next?: string;
}

export type Built = { readonly scenario: Scenario } | { readonly faults: readonly Fault[] };

/** Known in every script, besides the variables of its task. */
const ALWAYS_KNOWN = ['task', 'title', 'project', 'worker', 'cwd', 'workspace', 'prompt'];

export const buildScenario = (file: ScenarioFile): Built => {
  const partFaults = checkParts(file.parts, [
    ...file.scripts.map(({ turns }) => turns),
    ...file.chat.map(({ turns }) => turns),
  ]);
  if (partFaults.length > 0) return { faults: partFaults };

  const projects = buildProjects(file);
  const tasks = buildTasks(file);
  const faults = [
    ...checkProjects(file, projects),
    ...checkTasks(file, tasks, projects),
    ...checkVariables(tasks),
    ...Object.keys(file.expect)
      .filter((figure) => !SUMMARY_FIGURES.includes(figure))
      .map((figure) =>
        fault(['expect', figure], `the summary has no figure ${figure}`, `It has ${SUMMARY_FIGURES.join(', ')}.`),
      ),
  ];
  if (faults.length > 0) return { faults };

  return {
    scenario: {
      name: file.name,
      description: file.description.trim(),
      workers: file.workers,
      dispatch: file.dispatch,
      tiers: (file.tiers ?? DEFAULT_TIERS).map((tier) => ({ ...tier, name: tierName(tier.name) })),
      projects: projects.map(({ project }) => project),
      tasks: tasks.map(({ task }) => task),
      policies: file.policies ?? null,
      chat: file.chat.map(({ match, turns }) => ({
        match: new RegExp(match, 'i'),
        program: compile(turns, file.parts),
      })),
      person: file.person,
      expect: file.expect,
    },
  };
};

/** List prices in USD per million tokens; a scenario may say its own. */
const DEFAULT_TIERS: NonNullable<ScenarioFile['tiers']> = [
  { name: 'haiku', model: 'haiku', price: { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25 }, ownPort: false },
  { name: 'opus', model: 'opus', price: { input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25 }, ownPort: false },
];

interface Placed {
  readonly path: readonly PropertyKey[];
}

type PlacedTask = Placed & { readonly script: number; readonly task: ScenarioTask };

const buildProjects = (file: ScenarioFile): readonly (Placed & { readonly project: ScenarioProject })[] =>
  file.workspace.projects.flatMap((spec, index) =>
    copies(spec.count).map((copy) => {
      const id = fill(spec.path, copy);
      const variables = { ...copy, project: id, name: id.split('/').at(-1) ?? id, ...spec.vars };
      const template = spec.template === undefined ? {} : (file.workspace.templates[spec.template] ?? {});
      return {
        path: ['workspace', 'projects', index],
        project: {
          id: projectId(id),
          files: fillRecord({ ...template, ...spec.files }, variables),
          remote: spec.remote,
        },
      };
    }),
  );

const buildTasks = (file: ScenarioFile): readonly PlacedTask[] => {
  const programs = file.scripts.map(({ turns }) => compile(turns, file.parts));
  return file.backlog.flatMap((spec, index) =>
    copies(spec.count).map((copy) => {
      const say = (text: string) => fill(text, { ...copy, ...spec.vars });
      const [id, title] = [say(spec.id), say(spec.title)];
      const script = file.scripts.findIndex(({ for: wanted }) => scriptFits(wanted, id, title, spec.tags));
      return {
        path: ['backlog', index],
        script,
        task: {
          id: taskId(id),
          title,
          project: spec.project === undefined ? null : projectId(say(spec.project)),
          priority: spec.priority,
          tier: spec.tier === undefined ? null : tierName(spec.tier),
          tags: spec.tags,
          needs: spec.needs.map((need) => taskId(say(need))),
          body: say(spec.body ?? '').trim(),
          criteria: spec.criteria.map(say),
          variables: { ...copy, ...(spec.vars === undefined ? {} : fillRecord(asTexts(spec.vars), copy)) },
          program: programs[script] ?? [],
        },
      };
    }),
  );
};

const copies = (count: number | undefined): readonly Variables[] =>
  count === undefined ? [{}] : Array.from({ length: count }, (_, index) => copyVariables(index + 1, count));

const asTexts = (variables: Variables): Record<string, string> =>
  Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)]));

const scriptFits = (
  wanted: ScenarioFile['scripts'][number]['for'],
  id: string,
  title: string,
  tags: readonly string[],
): boolean =>
  wanted === 'any' ||
  ((wanted.task === undefined || [wanted.task].flat().includes(id)) &&
    (wanted.title === undefined || new RegExp(wanted.title, 'i').test(title)) &&
    (wanted.tag === undefined || tags.includes(wanted.tag)));

const checkParts = (parts: Parts, scripts: readonly (readonly TurnSpec[])[]): readonly Fault[] => {
  const faults: Fault[] = [];
  const visit = (turns: readonly TurnSpec[], within: readonly string[], path: readonly PropertyKey[]): void => {
    for (const turn of turns) {
      visit([...(turn.met ?? []), ...(turn.else ?? [])], within, path);
      if (turn.part === undefined) continue;
      if (parts[turn.part] === undefined) faults.push(fault(path, `there is no part ${turn.part}`));
      else if (within.includes(turn.part)) faults.push(fault(path, `part ${turn.part} contains itself`));
      else visit(parts[turn.part] ?? [], [...within, turn.part], path);
    }
  };
  for (const [name, turns] of Object.entries(parts)) visit(turns, [name], ['parts', name]);
  for (const [index, turns] of scripts.entries()) if (faults.length === 0) visit(turns, [], ['scripts', index]);
  return faults;
};

const checkProjects = (
  file: ScenarioFile,
  projects: readonly (Placed & { readonly project: ScenarioProject })[],
): readonly Fault[] => [
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
  file: ScenarioFile,
  tasks: readonly PlacedTask[],
  projects: readonly { readonly project: ScenarioProject }[],
): readonly Fault[] => {
  const ids = tasks.map(({ task }) => task.id);
  const tiers = (file.tiers ?? DEFAULT_TIERS).map(({ name }) => name);
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
