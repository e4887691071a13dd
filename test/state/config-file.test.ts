import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { alertsSection } from '../../src/domain/alerts/config.ts';
import { heartbeatSection } from '../../src/domain/checks/config.ts';
import { describeProblem } from '../../src/domain/problem.ts';
import { parseConfigText, readConfig } from '../../src/state/config-file.ts';
import { sharedFilesIn } from '../../src/state/shared-file.ts';
import { temporaryDirectory } from '../kit/temporary-directory.ts';

const TIER_DEFAULTS = {
  price: null,
  url: null,
  token: null,
  server: null,
  context: null,
  tools: true,
  can: [],
  concurrency: null,
};

const DEFAULTS = {
  workers: 4,
  projects: ['apps/*', 'libs/*'],
  dispatch: 'auto',
  agent: { command: ['claude'], env: [] },
  tiers: [
    { ...TIER_DEFAULTS, name: 'ollama', model: 'auto', url: 'http://localhost:11434', context: 65_536 },
    { name: 'haiku', model: 'haiku', ...TIER_DEFAULTS },
    { name: 'opus', model: 'opus', ...TIER_DEFAULTS },
  ],
  routing: { rules: [], largeAbove: 4_000, historyAfter: 3 },
  escalation: { failedChecks: 2, sameCall: 4, most: 2, askAbove: 5 },
  budgets: { day: null, project: null, worker: null, task: null },
  checks: { run: [], projects: {}, timeoutMs: 300_000, qa: false },
  locks: { leaseMs: 1_800_000 },
  startup: { budgetTokens: 12_000 },
  sessions: { cols: 120, rows: 40, scrollback: 2000, restarts: { limit: 5, withinMs: 60_000 } },
  sandbox: { enabled: 'auto', allowedDomains: [] },
  pipelines: {},
  memory: { hotTokens: 1_500, warmTokens: 2_500, embeddings: { model: null } },
  policy: { secrets: [] },
  heartbeat: heartbeatSection.parse(undefined),
  alerts: alertsSection.parse(undefined),
};

describe('a configuration that is valid', () => {
  test.each(['', '# nothing\n', '\uFEFF', '---\n', '{}'])('%j is the defaults', (text) => {
    expect(parseConfigText(text)).toEqual({ config: DEFAULTS, problems: [] });
  });

  test('takes each key, with CRLF and comments', () => {
    const { config, problems } = parseConfigText(
      [
        'workers: 2 # two',
        'projects: ["**/apps/*"]',
        'dispatch: off',
        'agent: {command: [bash, -l], env: [NPM_CONFIG_CACHE]}',
        'tiers:',
        '  - {name: ollama, model: qwen3-coder, url: "http://localhost:11434"}',
        '  - {name: haiku, model: haiku, price: {input: 1, output: 5}}',
        'locks: {lease: 90s}',
        'sessions: {restarts: {within: 2h}}',
        'sandbox: {enabled: true, allowedDomains: [registry.example]}',
      ].join('\r\n'),
    );
    expect(problems).toEqual([]);
    expect(config).toMatchObject({
      workers: 2,
      dispatch: 'off',
      agent: { command: ['bash', '-l'], env: ['NPM_CONFIG_CACHE'] },
      tiers: [{ name: 'ollama', url: 'http://localhost:11434' }, { price: { input: 1, output: 5, cacheRead: 0 } }],
      locks: { leaseMs: 90_000 },
      sessions: { cols: 120, restarts: { limit: 5, withinMs: 7_200_000 } },
      sandbox: { enabled: 'on' },
    });
  });
});

describe('a configuration with an error says where, what was found, what is expected and what to do', () => {
  test.each([
    ['workers: 99', 'gaffer.yaml:1:10: workers does not fit (found 99, expected 64 or less). Correct it, or'],
    ['workers: four', 'gaffer.yaml:1:10: workers does not fit (found "four", expected a number).'],
    ['# x\nworker: 4', 'gaffer.yaml:2:1: worker is no key of gaffer.yaml (expected workers, projects, '],
    ['worker: 4', 'Did you mean workers?'],
    ['sessions:\n  columns: 80', 'gaffer.yaml:2:3: columns is no key of sessions (expected cols, rows,'],
    [
      'sessions:\n  restarts:\n    limits: 1',
      'gaffer.yaml:3:5: limits is no key of sessions.restarts (expected limit, within). Did you mean limit?',
    ],
    [
      'tiers:\n  - name: haiku\n    modle: haiku',
      'gaffer.yaml:3:5: modle is no key of tiers[1] (expected name, model, price, url, token, server, context, tools, can, concurrency). Did you mean model?',
    ],
    [
      'tiers:\n  - name: haiku\n    modle: haiku',
      'gaffer.yaml:2:5: tiers[1].model is missing (expected text). Add it.',
    ],
    ['tiers: []', 'expected at least one entry'],
    ['tiers: [{name: a, model: x}, {name: a, model: y}]', 'expected tiers with names of their own'],
    [
      'memory:\n  embeddings: { modell: x }',
      'gaffer.yaml:2:17: modell is no key of memory.embeddings (expected model). Did you mean model?',
    ],
    [
      'memory:\n  embeddings: { model: 3 }',
      'gaffer.yaml:2:24: memory.embeddings.model does not fit (found 3, expected text).',
    ],
    [
      'tiers: [{name: opus, model: opus}]\nmemory: {embeddings: {model: m}}',
      'gaffer.yaml:2:30: memory.embeddings.model does not fit (found "m", expected a tier with an Ollama, whose server makes the embeddings; or null).',
    ],
    ['dispatch: sometimes', 'gaffer.yaml:1:11: dispatch does not fit (found "sometimes", expected auto, self, off).'],
    [
      'locks: {lease: 30}',
      'gaffer.yaml:1:16: locks.lease does not fit (found 30, expected a duration such as 90s, 30m or 8h).',
    ],
    ['locks: {lease: soon}', 'expected a duration such as 90s, 30m or 8h'],
    ['projects: apps/*', 'gaffer.yaml:1:11: projects does not fit (found "apps/*", expected a list).'],
    ['agent: {env: ["TOKEN=secret"]}', 'expected the name of an environment variable'],
    ['- a\n- b', 'The configuration does not fit'],
    ['just text', 'The configuration does not fit (found "just text", expected keys with values).'],
    ['workers: 1\nworkers: 2', 'gaffer.yaml:2:1: Map keys must be unique (expected YAML).'],
    ['a: [', 'gaffer.yaml:1:5: '],
    ['a: &a [1]\nb: *missing', 'gaffer.yaml:2:4: '],
    ['<<<<<<< HEAD\nworkers: 1\n=======\nworkers: 2\n>>>>>>> b', 'gaffer.yaml:'],
  ])('%j', (text, expected) => {
    const { config, problems } = parseConfigText(text);
    expect(config).toBeNull();
    expect(problems.map(describeProblem).join('\n')).toContain(expected);
  });

  test('aliases that multiply without end are refused, not unfolded', () => {
    const bomb = Array.from(
      { length: 12 },
      (_, i) =>
        `k${i}: &k${i} [${Array(9)
          .fill(i === 0 ? 'x' : `*k${i - 1}`)
          .join(', ')}]`,
    );
    const { config, problems } = parseConfigText(bomb.join('\n'));
    expect(config).toBeNull();
    expect(problems.length).toBeGreaterThan(0);
  });
});

test('a directory without gaffer.yaml is no workspace', async () => {
  const root = await temporaryDirectory();
  expect(await readConfig(sharedFilesIn(root))).toMatchObject({ ok: false, problem: { kind: 'missing' } });
  await writeFile(join(root, 'gaffer.yaml'), 'workers: 0\n');
  expect(await readConfig(sharedFilesIn(root))).toMatchObject({
    ok: false,
    problem: { kind: 'config', where: { file: 'gaffer.yaml', line: 1, column: 10 } },
  });
});
