import { describe, expect, test } from 'vitest';
import { exitCodeOf } from '../../../src/cli/exit.ts';
import type { PipelineConfig } from '../../../src/domain/pipelines/config.ts';
import { type PlanFacts, planOf } from '../../../src/domain/pipelines/expand.ts';
import type { Plan } from '../../../src/domain/pipelines/plan.ts';
import { planLines } from '../../../src/domain/pipelines/text.ts';
import { describeProblem, type Result } from '../../../src/domain/problem.ts';
import { parseConfigText } from '../../../src/state/config-file.ts';

const FACTS: PlanFacts = {
  run: 'R1',
  release: 'R1-abc',
  commit: 'abc',
  previous: { run: 'R0', release: 'R0-old', commit: 'old', digest: null, at: 0, facts: {} },
  scratch: '/tmp/R1',
};

const pipelineIn = (text: string): PipelineConfig => {
  const { config, problems } = parseConfigText(text);
  const pipeline = config?.pipelines.site;
  if (pipeline === undefined) throw new Error(problems.map(describeProblem).join('\n'));
  return pipeline;
};

const plan = (text: string, environment: string | null = null, facts = FACTS): Result<Plan> =>
  planOf('site', pipelineIn(text), environment, facts);

const must = (result: Result<Plan>): Plan => {
  if (!result.ok) throw new Error(describeProblem(result.problem));
  return result.value;
};

const PLAIN = `pipelines:
  site:
    kind: plain
    project: apps/one
    environments: {production: {approval: none}}
    stages:
      - name: build
        steps: [{name: make it, run: [make]}]
      - name: ship
        needs: [build]
        ships: true
        steps: [{name: send it, run: [send, "{{release}}"], repeatable: true, retries: 2}]
    rollback: [{name: undo, run: [send, "{{previous}}"]}]
`;

describe('an error in pipelines names the line', () => {
  test.each([
    [
      PLAIN.replace('kind: plain', 'kind: webpage'),
      'gaffer.yaml:3:11: pipelines.site.kind does not fit (found "webpage"',
    ],
    [
      PLAIN.replace('run: [make]', 'run: make'),
      'gaffer.yaml:8:38: pipelines.site.stages[1].steps[1].run does not fit (found "make", expected a list: the program, then its arguments)',
    ],
    [PLAIN.replace('steps: [{name: make', 'setps: [{name: make'), 'Did you mean steps?'],
    [PLAIN.replace(', repeatable: true', ''), 'for what may not run twice is never tried again'],
    [PLAIN.replace('project: apps/one', 'projekt: apps/one'), 'gaffer.yaml:4:5: projekt is no key of pipelines.site'],
    [PLAIN.replace('approval: none', 'approval: maybe'), 'expected required, none'],
    ['pipelines:\n  Site: {}', 'pipelines'],
    [
      'pipelines:\n  site:\n    kind: website\n    project: a\n    url: http://x\n    output: ../up\n    deploy: {to: git, remote: o, branch: b}',
      'gaffer.yaml:6:13: pipelines.site.output does not fit (found "../up", expected a path inside the project)',
    ],
  ])('%#', (text, expected) => {
    const { config, problems } = parseConfigText(text);
    expect(config).toBeNull();
    expect(problems.map(describeProblem).join('\n')).toContain(expected);
  });
});

describe('a plan', () => {
  test('has the source gate first, the steps in order of need, and the variables in place', () => {
    const swapped = PLAIN.replace('name: build\n', 'name: late\n        needs: [ship]\n').replace(
      '        needs: [build]\n',
      '',
    );
    const made = must(plan(swapped));
    expect(made.stages.map(({ name }) => name)).toEqual(['ship', 'late']);
    expect(made.stages[0]?.steps.map(({ id }) => id)).toEqual(['source', 'send-it']);
    expect(planLines(made).join('\n')).toContain('send R1-abc');
    expect(made.rollback[0]).toMatchObject({ id: 'back-undo', argv: ['send', 'R0-old'] });
  });

  test('asks before the first stage from which something leaves, and not where the environment says none', () => {
    const made = must(plan(PLAIN.replace('approval: none', 'approval: required')));
    expect(made.stages.map(({ name }) => name)).toEqual(['build', 'approve', 'ship']);
    expect(must(plan(PLAIN)).stages.map(({ name }) => name)).toEqual(['build', 'ship']);
  });

  test.each([
    [PLAIN.replace('{{release}}', '{{relaese}}'), 'no variable is called relaese'],
    [PLAIN.replace('needs: [build]', 'needs: [bulid]'), 'no stage is called bulid'],
    [PLAIN.replace('- name: build\n', '- name: build\n        needs: [ship]\n'), 'need each other'],
    [PLAIN.replace('name: send it', 'name: make it'), 'two steps of site are called make-it'],
    [PLAIN.replace('{approval: none}', '{approval: none}, staging: {}'), 'several environments'],
  ])('is refused where it makes no sense (%#)', (text, expected) => {
    const made = plan(text);
    expect(made.ok ? '' : describeProblem(made.problem)).toContain(expected);
  });

  test('of several environments, the one that is left open is wrong usage, and one that is not there is not', () => {
    const two = PLAIN.replace('{approval: none}', '{approval: none}, staging: {}');
    const open = plan(two);
    expect(open.ok || exitCodeOf(open.problem)).toBe(2);
    expect(open.ok || describeProblem(open.problem)).toContain('--to staging');
    const wrong = plan(two, 'nowhere');
    expect(wrong.ok || exitCodeOf(wrong.problem)).toBe(1);
  });

  test('has no way back where nothing was shipped before', () => {
    expect(must(plan(PLAIN, null, { ...FACTS, previous: null })).rollback).toEqual([]);
    const site = `pipelines:
  site:
    kind: website
    project: apps/one
    url: http://127.0.0.1/
    deploy:
      to: steps
      steps: [{name: send, run: [send, "{{release}}"]}]
      rollback: [{name: send, run: [send, "{{previous}}"]}]
`;
    expect(must(plan(site, null, { ...FACTS, previous: null })).rollback).toEqual([]);
    expect(must(plan(site)).rollback).toMatchObject([{ argv: ['send', 'R0-old'] }, { id: 'back-smoke' }]);
  });

  test('shows a gate that is switched off, with the reason', () => {
    const made = must(
      plan(PLAIN.replace('project: apps/one', 'project: apps/one\n    skip: {source: "an experiment"}')),
    );
    expect(made.stages[0]?.steps[0]).toMatchObject({
      gate: { gate: 'skipped', because: 'switched off in gaffer.yaml: an experiment' },
    });
  });

  test('takes variables of the environment before those of the pipeline', () => {
    const text = PLAIN.replace(
      '{approval: none}}',
      '{approval: none, variables: {who: world}}, staging: {approval: none}}\n    variables: {who: nobody}',
    ).replace('[make]', '[greet, "{{ who }}"]');
    expect(planLines(must(plan(text, 'production'))).join('\n')).toContain('greet world');
    expect(planLines(must(plan(text, 'staging'))).join('\n')).toContain('greet nobody');
  });

  test('never lets a path of a website reach a shell as anything but a path', () => {
    const text = `pipelines:
  site:
    kind: website
    project: apps/one
    url: http://localhost/
    deploy: {to: rsync, host: a@b, path: "/srv/x; rm -rf /"}`;
    const made = plan(text);
    expect(made.ok ? '' : describeProblem(made.problem)).toContain('deploy.path is no plain path');
  });
});
