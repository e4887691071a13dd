/**
 * Turns a scenario file that fits its schema into a Scenario: copies are counted out, templates laid on, parts put in,
 * scripts given to tasks. Whatever it refers to must exist; all faults are found in one go.
 */
import { projectId, taskId, tierName } from '../domain/ids.ts';
import { compile } from './program.ts';
import type { Scenario } from './scenario.ts';
import { type Fault, findFaults, findPartFaults, type PlacedProject, type PlacedTask } from './scenario-faults.ts';
import type { ScenarioFile, TierSpec } from './scenario-schema.ts';
import { copyVariables, fill, fillRecord, type Variables } from './variables.ts';

export type Built = { readonly scenario: Scenario } | { readonly faults: readonly Fault[] };

export const buildScenario = (file: ScenarioFile): Built => {
  const partFaults = findPartFaults(file);
  if (partFaults.length > 0) return { faults: partFaults };

  const tiers = file.tiers ?? DEFAULT_TIERS;
  const projects = buildProjects(file);
  const tierNames = tiers.map(({ name }) => name);
  const tasks = buildTasks(file, tierNames);
  const faults = findFaults(file, projects, tasks, tierNames);
  if (faults.length > 0) return { faults };

  return {
    scenario: {
      name: file.name,
      description: file.description.trim(),
      workers: file.workers,
      dispatch: file.dispatch,
      tiers: tiers.map((tier) => ({ ...tier, name: tierName(tier.name) })),
      projects: projects.map(({ project }) => project),
      tasks: tasks.map(({ task }) => task),
      policies: file.policies ?? null,
      config: file.config,
      chat: file.chat.map(({ match, turns }) => ({
        match: new RegExp(match, 'i'),
        program: compile(turns, file.parts),
      })),
      person: file.person,
      expect: file.expect,
    },
  };
};

/** As prices.yaml has them, which is what Claude Code reports of each request too; a scenario may say its own. */
export const DEFAULT_TIERS: readonly TierSpec[] = [
  {
    name: 'haiku',
    model: 'haiku',
    price: { input: 0.1, output: 0.5, cacheRead: 0.01, cacheWrite: 0.125 },
    ownPort: false,
  },
  { name: 'opus', model: 'opus', price: { input: 4, output: 20, cacheRead: 0.2, cacheWrite: 5 }, ownPort: false },
];

const buildProjects = (file: ScenarioFile): readonly PlacedProject[] =>
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

const buildTasks = (file: ScenarioFile, tiers: readonly string[]): readonly PlacedTask[] => {
  const programs = file.scripts.map(({ turns }) => compile(turns, file.parts));
  return file.backlog.flatMap((spec, index) =>
    copies(spec.count).map((copy) => {
      const say = (text: string) => fill(text, { ...copy, ...spec.vars });
      const [id, title] = [say(spec.id), say(spec.title)];
      const scriptOn = (tier: string) =>
        file.scripts.findIndex(({ for: wanted }) => scriptFits(wanted, { id, title, tags: spec.tags, tier }));
      const begins = spec.path?.[0] ?? spec.tier ?? tiers[0] ?? '';
      const script = scriptOn(begins);
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
          programs: Object.fromEntries(tiers.map((tier) => [tier, programs[scriptOn(tier)] ?? []])),
          path: spec.path?.map(tierName) ?? null,
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
  { id, title, tags, tier }: Readonly<Record<'id' | 'title' | 'tier', string>> & { readonly tags: readonly string[] },
): boolean =>
  wanted === 'any' ||
  ((wanted.tier === undefined || [wanted.tier].flat().includes(tier)) &&
    (wanted.task === undefined || [wanted.task].flat().includes(id)) &&
    (wanted.title === undefined || new RegExp(wanted.title, 'i').test(title)) &&
    (wanted.tag === undefined || tags.includes(wanted.tag)));
