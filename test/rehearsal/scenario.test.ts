import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { DEFAULT_TIERS } from '../../src/rehearsal/build-scenario.ts';
import { loadScenario, shippedScenarios } from '../../src/rehearsal/scenario.ts';
import { aScenario, faultsOf } from '../kit/scenario.ts';

describe('a scenario file', () => {
  test.each(['first-light', 'idle'])('%s ships with gaffer and loads', async (name) => {
    expect(await shippedScenarios()).toContain(name);
    const reading = await loadScenario(name);
    expect(reading).toMatchObject({ ok: true, value: { name, workers: 4 } });
  });

  test('costs what the price list says, unless it says otherwise', () => {
    const list = parse(readFileSync(join(import.meta.dirname, '../../prices.yaml'), 'utf8'));
    for (const { model, price } of DEFAULT_TIERS) {
      expect(list.models).toContainEqual(expect.objectContaining({ model: list.families[model], ...price }));
    }
  });

  test('that is not there says which ones are', async () => {
    const reading = await loadScenario('frist-light');
    expect(reading).toMatchObject({ ok: false, problems: [{ kind: 'missing' }] });
  });

  test('counts out projects and tasks with their numbers', () => {
    const scenario = aScenario(`
workspace:
  templates: { app: { 'src/{{name}}.js': 'export const id = {{n}}; // {{ not ours }}' } }
  projects: [{ path: 'apps/app-{{nn}}', count: 12, template: app }]
backlog: [{ id: 'T{{n}}', count: 12, title: 'Build app {{nn}}', project: 'apps/app-{{nn}}', vars: { file: 'src/{{nn}}.js' } }]
scripts: [{ turns: [{ say: 'I write {{file}}' }] }]`);
    expect(scenario.projects).toHaveLength(12);
    expect(scenario.projects[6]).toEqual({
      id: 'apps/app-07',
      files: { 'src/app-07.js': 'export const id = 7; // {{ not ours }}' },
      remote: false,
    });
    expect(scenario.tasks[11]).toMatchObject({ id: 'T12', title: 'Build app 12', variables: { file: 'src/12.js' } });
  });

  test('gives each task the first script that fits it', () => {
    const scenario = aScenario(`
backlog:
  - { id: T1, title: Fix the clock }
  - { id: T2, title: Write docs, tags: [docs] }
  - { id: T3, title: Something else }
scripts:
  - { for: { title: ^fix }, turns: [{ say: fixing }] }
  - { for: { tag: docs }, turns: [{ say: writing }] }
  - { turns: [{ say: anything }] }`);
    expect(scenario.tasks.map(({ program }) => program[0]?.say)).toEqual(['fixing', 'writing', 'anything']);
  });
});

describe('faults in a scenario', () => {
  test.each([
    ['name: x\nworkers: 99', /^test\.yaml:2:10: workers: .*64/],
    ['name: x\nworkres: 4', /^test\.yaml:1:1: .*workres/],
    ['name: x\nworkers: [', /^test\.yaml:2:11: Flow sequence/],
    ['name: x\nscripts:\n- turns:\n  - think: hm', /^test\.yaml:4:5: .*a turn needs say, call/],
    ['name: x\nscripts:\n- turns:\n  - say: a\n    error: 418', /^test\.yaml:5:12: .*429/],
    ['name: x\nscripts:\n- turns:\n  - say: a\n    expect: "("', /^test\.yaml:5:13: .*regular expression/],
    ['name: x\nparts:\n  a: [{ part: b }]\n  b: [{ part: a }]', /^test\.yaml:3:6: part a contains itself/],
    ['name: x\nscripts:\n- turns: [{ part: gone }]', /^test\.yaml:3:3: there is no part gone/],
    ['name: x\nchat:\n- { match: a, turns: [{ part: gone }] }', /^test\.yaml:3:3: there is no part gone/],
    ['name: x\nbacklog:\n- { id: T1, title: a }', /^test\.yaml:3:3: task T1 has no script/],
    ['name: x\nbacklog:\n- { id: T1, title: a, needs: [T9] }', /^test\.yaml:3:30: task T1 needs T9/],
    ['name: x\nbacklog:\n- { id: T1, title: a, project: apps/no }', /^test\.yaml:3:32: task T1: there is no project/],
    [
      'name: x\nbacklog:\n- { id: T1, title: a, tier: gold }',
      /^test\.yaml:3:29: .*no tier gold.*Tiers are haiku, opus/,
    ],
    ['name: x\nworkspace:\n  projects: [{ path: ../out }]', /^test\.yaml:3:14: .*not a path inside the workspace/],
    ['name: x\nworkspace:\n  projects: [{ path: a, files: { ../../b: c } }]', /not a path inside the workspace/],
    [
      'name: x\nbacklog: [{ id: T1, title: a }]\nscripts: [{ turns: [{ say: "{{projct}}" }] }]',
      /^test\.yaml:3:11: .*\{\{projct\}\}, which nothing gives/,
    ],
    ['name: x\nexpect: { tasksDnoe: 1 }', /^test\.yaml:2:22: the summary has no figure tasksDnoe/],
    [
      'name: x\nperson:\n- { when: { tasksDone: 1 }, do: { approve: true } }',
      /^test\.yaml:3:3: .*approve and deny go with/,
    ],
  ])('%j is told with its place', (yaml, told) => {
    expect(faultsOf(yaml).join('\n')).toMatch(told);
  });

  test('are told all at once', () => {
    expect(faultsOf('name: x\nbacklog:\n- { id: T1, title: a }\n- { id: T1, title: b, tier: gold }')).toHaveLength(4);
  });
});
