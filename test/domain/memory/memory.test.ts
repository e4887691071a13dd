import { describe, expect, it } from 'vitest';
import { type Curated, curate } from '../../../src/domain/memory/curate.ts';
import { harvestOf } from '../../../src/domain/memory/harvest.ts';
import { bandsOf, likenessTo } from '../../../src/domain/memory/likeness.ts';
import { DAY_MS, scoreOf } from '../../../src/domain/memory/score.ts';
import { secretIn } from '../../../src/domain/memory/secrets.ts';
import { slipsBetween } from '../../../src/domain/memory/typos.ts';
import { stemOf, termsOf } from '../../../src/domain/memory/words.ts';

const NOW = 400 * DAY_MS;

const item = (over: Partial<Curated> = {}): Curated => ({
  id: 'M1',
  file: `MEMORY/${over.tier ?? 'warm'}/${over.id ?? 'M1'}.md`,
  tier: 'warm',
  project: null,
  source: { kind: 'worker', worker: 1, task: null },
  createdAt: NOW,
  usedAt: null,
  uses: 0,
  pinned: false,
  supersededBy: null,
  managed: true,
  tokens: 50,
  ...over,
});
const facts = { now: NOW, activeAt: new Map<string, number>() };
const budgets = { hotTokens: 200, warmTokens: 300 };

describe('words', () => {
  it.each([
    ['deploy', 'deployed', 'deploying', 'deployment', 'deploys'],
    ['rotate', 'rotation', 'rotated', 'rotating'],
    ['retry', 'retries'],
    ['stop', 'stopped', 'stopping', 'stops'],
    ['make', 'making', 'makes'],
  ])('gives one stem for %s and its forms', (...forms) => {
    expect(new Set(forms.map(stemOf)).size).toBe(1);
  });

  it.each([
    ['test', 'text'],
    ['port', 'post'],
    ['bus', 'bu'],
  ])('keeps %s and %s apart', (left, right) => {
    expect(stemOf(left)).not.toBe(stemOf(right));
  });

  it('takes compound names apart and leaves out what says nothing', () => {
    expect(termsOf('the maxRetries of docker-compose.yml')).toEqual(['max', 'retri', 'docker', 'compos', 'yml']);
  });

  it.each([
    ['graddle', 'gradle', 1],
    ['recieve', 'receive', 1],
    ['databse', 'database', 1],
    ['prot', 'port', 1],
    ['cat', 'dog', null],
    ['port', 'sort1', null],
  ])('counts the slips between %s and %s', (typed, known, slips) => {
    expect(slipsBetween(typed, known)).toBe(slips);
  });
});

describe('likeness', () => {
  const said = (text: string, project: string | null = 'apps/a') => ({ text, project });
  it.each([
    [
      'the same in other words of grammar',
      'The server listens on port 4010.',
      'This server, it listens on port 4010!',
      'same',
    ],
    ['another figure', 'The server listens on port 4010.', 'The server listens on port 4020.', 'replaces'],
    ['another command', 'Run the tests with `npm test` only.', 'Run the tests with `pnpm vitest` only.', 'replaces'],
    ['a not more', 'Always push the release branch directly.', 'Never push the release branch directly.', 'replaces'],
    ['another subject', 'The server listens on port 4010.', 'Backups are kept for 30 days.', null],
  ])('sees %s', (_, newer, older, likeness) => {
    expect(likenessTo(said(newer))(said(older))).toBe(likeness);
  });

  it('never compares notes of different projects', () => {
    expect(
      likenessTo(said('Port is 4010 for the server.', 'apps/a'))(said('Port is 4010 for the server.', 'apps/b')),
    ).toBe(null);
  });

  it('gives like notes a band in common', () => {
    const [left, right] = [
      bandsOf(said('The development server of the shop listens on port 3000.')),
      bandsOf(said('The development server of the shop listens at port 3001.')),
    ];
    expect(left.some((band) => right.includes(band))).toBe(true);
  });
});

describe('score', () => {
  it('is the sum of parts that are named', () => {
    const score = scoreOf(item({ uses: 3, usedAt: NOW, pinned: true }), facts);
    expect(score.total).toBeCloseTo(
      score.parts.reduce((sum, { points }) => sum + points, 0),
      5,
    );
    expect(score.parts.map(({ what }) => what)).toEqual([
      'a worker wanted it kept',
      'used today',
      'used 3 times',
      'a person pinned it',
    ]);
  });

  it('falls with time and rises with use', () => {
    const fresh = scoreOf(item(), facts).total;
    expect(scoreOf(item({ createdAt: NOW - 60 * DAY_MS }), facts).total).toBeLessThan(fresh);
    expect(scoreOf(item({ uses: 5 }), facts).total).toBeGreaterThan(fresh);
  });
});

describe('curation', () => {
  const moves = (...items: Curated[]) => curate(items, budgets, facts).map(({ item, to }) => `${item.id}>${to}`);

  it.each([
    ['lifts what is used much', item({ uses: 4, usedAt: NOW }), ['M1>hot']],
    ['keeps a note about one project out of hot', item({ uses: 9, usedAt: NOW, project: 'apps/a' }), []],
    ['lets go of what nobody uses', item({ createdAt: NOW - 200 * DAY_MS }), ['M1>cold']],
    ['archives what a newer note replaces', item({ supersededBy: 'M2' }), ['M1>cold']],
    ['never moves what a person pinned', item({ tier: 'hot', createdAt: 0, pinned: true }), []],
    ['never moves what a person wrote by hand', item({ tier: 'hot', createdAt: 0, managed: false }), []],
  ])('%s', (_, one, expected) => {
    expect(moves(one)).toEqual(expected);
  });

  it('keeps hot within its budget: the lowest scores go down', () => {
    const many = Array.from({ length: 10 }, (_, at) =>
      item({
        id: `M${at}`,
        tier: 'hot',
        uses: at + 4,
        usedAt: NOW,
        source: { kind: 'person', worker: null, task: null },
      }),
    );
    const down = moves(...many);
    expect(down).toHaveLength(6);
    expect(down).not.toContain('M9>warm');
  });

  it('is at rest though notes of one score stand at the edge of a budget', () => {
    const twins = (['cold', 'warm', 'cold', 'warm', 'warm', 'warm'] as const).map((tier, at) =>
      item({ id: `M${at}`, tier, file: `MEMORY/${tier}/m${at}.md`, project: 'apps/a', tokens: 80 }),
    );
    const first = new Map(curate(twins, budgets, facts).map(({ item, to }) => [item.id, to]));
    const after = twins.map((each) => {
      const tier = first.get(each.id) ?? each.tier;
      return { ...each, tier, file: each.file.replace(each.tier, tier) };
    });
    expect(after.filter(({ tier }) => tier === 'cold').length).toBeGreaterThan(0);
    expect(curate(after, budgets, facts)).toEqual([]);
  });

  it('is at rest after one pass', () => {
    const many = Array.from({ length: 60 }, (_, at) =>
      item({ id: `M${at}`, uses: at % 9, usedAt: NOW - at * DAY_MS, createdAt: NOW - 2 * at * DAY_MS }),
    );
    const first = new Map(curate(many, budgets, facts).map(({ item, to }) => [item.id, to]));
    const after = many.map((each) => ({ ...each, tier: first.get(each.id) ?? each.tier }));
    expect(curate(after, budgets, facts)).toEqual([]);
  });
});

describe('secrets', () => {
  it.each([
    `the key is sk-ant-${'x'.repeat(24)}`,
    'token ghp_0123456789abcdefghijABCDEFGHIJ012345',
    'AKIAIOSFODNN7EXAMPLE',
    '-----BEGIN OPENSSH PRIVATE KEY-----',
    'postgres://app:hunter22@db:5432/app',
    'password: hunter22',
    'API_KEY="a1b2c3d4e5"',
  ])('sees one in %s', (text) => {
    expect(secretIn(text)).not.toBe(null);
  });

  it.each([
    'The vault password is asked for interactively.',
    'SHOP_PAYMENT_KEY_FILE names the file of the key.',
    'password: $DB_PASSWORD',
    'Keys are rotated each quarter.',
    'The token expiry test compares wall clocks',
  ])('sees none in %s', (text) => {
    expect(secretIn(text)).toBe(null);
  });
});

describe('harvest', () => {
  it('takes lessons, changes and answers, and nothing else', () => {
    const closing = {
      task: 'T1',
      project: 'apps/a',
      scratchpad: 'plan: do it\n- Learned: the fixture needs a fixed clock\nLearned: no\n',
      changes: ['Fixed the clock'],
      decisions: [],
    };
    expect(harvestOf(closing).map(({ tier, text }) => `${tier}: ${text}`)).toEqual([
      'warm: the fixture needs a fixed clock',
      'cold: T1 in apps/a: Fixed the clock',
    ]);
  });
});
