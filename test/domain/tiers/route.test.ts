import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/domain/config.ts';
import { tierName } from '../../../src/domain/ids.ts';
import type { Task } from '../../../src/domain/tasks/task.ts';
import { routeTask } from '../../../src/domain/tiers/route.ts';
import type { Pass } from '../../../src/domain/tiers/tiers.ts';
import { emptyWorld, type World } from '../../../src/domain/world.ts';
import { aTask } from '../../kit/pure-fleet.ts';
import { tierSettings } from '../../kit/tiers.ts';

const world = (change: Partial<World> = {}, config: object = {}): World => ({
  ...emptyWorld,
  tiers: { settings: tierSettings(config), state: {} },
  ...change,
});

const task = (change: Partial<Task> = {}): Task => aTask('T1', 'apps/alpha', change);

const routed = (at: World, one: Task) => {
  const route = routeTask(at, one, 1);
  return route.kind === 'go' ? [route.tier, route.derivation.join('; ')] : [route.kind, route.because];
};

const passes = (...results: readonly [string, boolean][]): Record<string, readonly Pass[]> => ({
  api: results.map(([tier, ok]) => ({ tier: tierName(tier), ok })),
});
const times = (count: number, tier: string, ok: boolean): readonly [string, boolean][] =>
  Array.from({ length: count }, () => [tier, ok]);

describe('a task begins', () => {
  it('on the cheapest tier when nothing speaks against it', () => {
    expect(routed(world(), task())).toEqual(['ollama', 'ollama is the cheapest tier']);
  });

  it('where the backlog says, before any rule', () => {
    const rules = { routing: { rules: [{ tags: ['api'], tier: 'opus' }] } };
    expect(routed(world({}, rules), task({ tier: tierName('haiku'), tags: ['api'] }))).toEqual([
      'haiku',
      'tier:haiku stands in the backlog',
    ]);
    expect(routed(world({}, rules), task({ tags: ['api'] }))).toEqual(['opus', 'routing rule 1 (#api) says opus']);
  });

  it('by the rules when the backlog names a tier that is none', () => {
    expect(routed(world(), task({ tier: tierName('gpt') }))[1]).toContain('tier:gpt is no tier of gaffer.yaml');
  });

  it.each([
    [{ projects: ['apps'], tier: 'opus' }, 'opus'],
    [{ projects: ['apps/alp'], tier: 'opus' }, 'ollama'],
    [{ title: 'DO t1', tier: 'opus' }, 'opus'],
    [{ tags: ['api'], projects: ['libs'], tier: 'opus' }, 'ollama'],
  ])('by rule %j on %s', (rule, tier) => {
    expect(routed(world({}, { routing: { rules: [rule] } }), task({ tags: ['api'] }))[0]).toBe(tier);
  });

  it('on the cheapest tier that is good for its kind, and never on one without tools', () => {
    const tiers = [
      { name: 'tiny', model: 'tiny', tools: false },
      { name: 'ollama', model: 'qwen', can: ['docs'] },
      { name: 'haiku', model: 'haiku' },
    ];
    expect(routed(world({}, { tiers }), task({ tags: ['docs'] }))[0]).toBe('ollama');
    expect(routed(world({}, { tiers }), task({ tags: ['api'] }))).toEqual([
      'haiku',
      'haiku is the cheapest that is good for #api (not ollama)',
    ]);
  });

  it('one tier higher when it is large', () => {
    expect(routed(world(), task({ body: 'x'.repeat(5_000) }))).toEqual([
      'haiku',
      'ollama is the cheapest tier; its text of 5005 characters is large (above 4000)',
    ]);
  });

  it('one tier higher when its kind mostly fails there, and lower again when it has proven easy', () => {
    const api = task({ tags: ['api'] });
    expect(routed(world({ passes: passes(...times(2, 'ollama', false)) }), api)[0]).toBe('ollama');
    const failing = times(3, 'ollama', false);
    expect(routed(world({ passes: passes(...failing) }), api)).toEqual([
      'haiku',
      'ollama is the cheapest tier; #api failed on ollama 3 of 3 times',
    ]);
    expect(routed(world({ passes: passes(...failing, ...times(5, 'haiku', true)) }), api)[0]).toBe('haiku');
    const easy = passes(...failing, ...times(6, 'haiku', true));
    expect(routed(world({ passes: easy }), api)[0]).toBe('ollama');
    const large = task({ tags: ['api'], body: 'x'.repeat(5_000) });
    expect(routed(world({ passes: passes(...times(3, 'ollama', true)) }), large)[0]).toBe('ollama');
  });

  it('on the next tier when its own cannot be used, and says so', () => {
    const state = { ollama: { up: false, because: 'no Ollama answers', model: null, at: 0 } };
    const down = world({ tiers: { settings: tierSettings(), state } });
    expect(routed(down, task())).toEqual([
      'haiku',
      'ollama is the cheapest tier; ollama cannot be used: no Ollama answers; so it goes to haiku',
    ]);
    const gone = { up: false, because: 'refused', model: null, at: 0 };
    const all = world({ tiers: { settings: tierSettings(), state: { ...state, haiku: gone, opus: gone } } });
    expect(routed(all, task())[0]).toBe('wait');
  });

  it('on a paid tier only while its budgets last; what is free goes on', () => {
    const spend = { day: '2026-11-23', microUsd: 2_000_000, projects: {}, workers: {} };
    const spent = world({ spend }, { budgets: { day: 2 } });
    expect(routed(spent, task({ tier: tierName('haiku') }))).toEqual([
      'over-budget',
      "the day's budget is used up ($2.00 of $2.00), and haiku is not free",
    ]);
    expect(routed(spent, task())[0]).toBe('ollama');
  });

  it('as it is hinted where there are no tiers', () => {
    expect(routed(emptyWorld, task({ tier: tierName('haiku') }))).toEqual(['haiku', '']);
  });
});

describe('gaffer.yaml', () => {
  it.each([
    { tiers: [{ name: 'haiku', model: 'auto' }] },
    { routing: { rules: [{ tier: 'haiku' }] } },
    { budgets: { day: -1 } },
    { escalation: { failedChecks: 0 } },
  ])('refuses %j', (value) => {
    expect(parseConfig(value).ok).toBe(false);
  });
});
