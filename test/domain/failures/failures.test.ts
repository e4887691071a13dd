import { describe, expect, it } from 'vitest';
import { callKeyOf, familyOf, keyOfCommand, matchesKey } from '../../../src/domain/failures/call-key.ts';
import type { SeenFailure } from '../../../src/domain/failures/events.ts';
import { errorClassOf, fingerprintOf, normalisedMessage } from '../../../src/domain/failures/fingerprint.ts';
import { noticedIn } from '../../../src/domain/failures/notice.ts';
import { failureFrom } from '../../../src/domain/failures/noticed.ts';
import { lessonOf, mayForbid, prohibitionOf } from '../../../src/domain/failures/prevention.ts';
import { decisionId, projectId, taskId, workerNumber } from '../../../src/domain/ids.ts';
import { emptyWorld, type World } from '../../../src/domain/world.ts';
import { logFailure, parseFailures } from '../../../src/state/failures-file.ts';
import { lessonRules } from '../../../src/state/lesson-rules.ts';
import { PureFleet } from '../../kit/pure-fleet.ts';

const traits = { family: 'npm install', message: 'npm error code ENOTFOUND', projectKind: 'node' };

describe('fingerprints', () => {
  it.each([
    ['paths', "Error: Cannot find module '/home/a/x.js'", "Error: Cannot find module '/srv/b/y.js'"],
    ['figures', 'error: port 3000 is in use after 12 ms', 'error: port 4000 is in use after 900 ms'],
    ['colours', '\u001b[31mFAIL\u001b[0m two tests', 'FAIL two tests'],
    ['what comes before the error', 'building\nerror: out of space', 'linking\nerror: out of space'],
  ])('are the same for other %s', (_, left, right) => {
    expect(normalisedMessage(left)).toBe(normalisedMessage(right));
    expect(fingerprintOf({ ...traits, message: left })).toBe(fingerprintOf({ ...traits, message: right }));
  });

  it.each([
    ['family', { family: 'npm test' }],
    ['message', { message: 'npm error code EACCES' }],
    ['kind of project', { projectKind: 'rust' }],
  ])('differ by %s', (_, other) => {
    expect(fingerprintOf({ ...traits, ...other })).not.toBe(fingerprintOf(traits));
  });

  it('never change: old journals are grouped by them', () => {
    expect(fingerprintOf(traits)).toBe(fingerprintOf({ ...traits }));
    expect(fingerprintOf(traits)).toMatchInlineSnapshot(`"197dc8768183"`);
  });

  it.each([
    ['getaddrinfo ENOTFOUND registry', 'network'],
    ['EROFS: read-only file system', 'read-only'],
    ['bash: foo: command not found', 'missing'],
    ['JavaScript heap out of memory', 'memory'],
    ['something odd', 'other'],
  ])('class %s as %s', (message, expected) => {
    expect(errorClassOf(message)).toBe(expected);
  });
});

describe('keys of calls', () => {
  it.each([
    ['npm publish', 'Bash: npm publish'],
    ['cd apps/x && npm publish --tag=next ./pkg', 'Bash: npm publish --tag= PATH'],
    ['FOO=1 env npm test -- 17', 'Bash: npm test -- N'],
    ['git commit -m "T1: done"', 'Bash: git commit -m TEXT'],
    ['', null],
  ])('reads %s', (command, key) => {
    expect(keyOfCommand(command)).toBe(key);
  });

  it.each([
    ['Bash: npm publish', 'npm publish', true],
    ['Bash: npm publish --tag= PATH', 'Bash(npm publish *)', true],
    ['Bash: npm publish', 'Bash(npm publish *)', true],
    ['Bash: npm publishes', 'Bash(npm publish *)', false],
    ['Bash: npm test', 'npm publish', false],
    ['Edit: POLICIES.md', 'Edit: POLICIES.md', true],
  ])('%s fits %s: %s', (key, written, fits) => {
    expect(matchesKey(written, key)).toBe(fits);
  });

  it('names the family by program and verb', () => {
    expect(familyOf({ tool: 'Bash', input: { command: 'npm install --save x' } })).toBe('npm install');
    expect(familyOf({ tool: 'Edit', input: { file_path: '/a/b.ts' } })).toBe('Edit');
    expect(callKeyOf({ tool: 'Weird', input: null })).toBe(null);
  });
});

describe('prohibitions of a failure', () => {
  it.each([
    ['deny Bash(npm publish) - CI does it', '`Bash(npm publish)` - CI does it'],
    ['deny `Bash(npm publish *)` in apps/*', '`Bash(npm publish *)` in apps/*'],
    ['Denying helps', null],
    ['Use CI.', null],
  ])('%s', (prevent, rule) => {
    expect(prohibitionOf({ prevent })).toBe(rule);
  });

  it.each([
    ['`Bash(npm publish)`', 'Bash: npm publish', true],
    ['`Bash(npm publish *)`', 'Bash: npm publish --tag= PATH', true],
    ['`Bash(npm *)`', 'Bash: npm publish', false],
    ['`Bash(*)`', 'Bash: npm publish', false],
    ['`Bash`', 'Bash: npm publish', false],
    ['`Bash(git push)`', 'Bash: npm publish', false],
    ['`Edit(**)`', 'Bash: npm publish', false],
  ])('a worker that saw the call fail may forbid %s after %s: %s', (rule, call, may) => {
    expect(mayForbid(rule, call)).toBe(may);
  });

  it('become rules that quote their entry', () => {
    const { failures } = parseFailures('## F3 Published by hand\n\n- Prevent: deny Bash(npm publish) - CI publishes\n');
    expect(lessonRules(failures).rules).toMatchObject([
      {
        outcome: 'deny',
        tool: 'Bash',
        specifier: 'npm publish',
        file: 'FAILURES.md',
        line: 1,
        reason: expect.stringContaining('CI publishes'),
      },
    ]);
  });

  it('are a problem with their line when they name no rule', () => {
    const { failures } = parseFailures('## F3 Odd\n\n- Prevent: deny `whatever`\n');
    expect(lessonRules(failures)).toMatchObject({ rules: [], problems: [{ where: { line: 1 } }] });
  });

  it('give a lesson in one line', () => {
    expect(
      lessonOf({ id: 'F3', title: 'Published by hand', prevent: 'deny Bash(npm publish) - CI\npublishes', fix: '' }),
    ).toBe('F3 Published by hand. Lesson: CI publishes');
  });
});

describe('entries of FAILURES.md', () => {
  const report = {
    title: 'npm publish fails',
    what: 'exit 1',
    why: '(not known yet: log_failure with the reason)',
    fix: '',
    prevent: 'Find out why.',
    call: 'Bash: npm publish',
    fingerprint: 'abc123',
    seen: '2026-11-23 worker 1 apps/alpha T1',
  };

  it('are found again by their fingerprint, whatever their title', () => {
    const first = logFailure(parseFailures(''), report).text;
    const again = logFailure(parseFailures(first), { ...report, title: 'Other words', seen: 'later' });
    expect(again.id).toBe('F1');
    expect(parseFailures(again.text).failures).toMatchObject([
      { id: 'F1', call: 'Bash: npm publish', fingerprint: 'abc123', seen: [report.seen, 'later'] },
    ]);
  });

  it('take the reason of whoever knows it', () => {
    const first = logFailure(parseFailures('# Failures\n'), report).text;
    const known = { ...report, why: 'Only CI has the token', prevent: 'deny Bash(npm publish)', fix: 'Push a tag' };
    const { failures, problems } = parseFailures(logFailure(parseFailures(first), known).text);
    expect(problems).toEqual([]);
    expect(failures).toMatchObject([
      { why: 'Only CI has the token', prevent: 'deny Bash(npm publish)', fix: 'Push a tag' },
    ]);
    expect(failures[0]?.seen).toHaveLength(2);
  });
});

describe('recurrence', () => {
  const seen = (over: Partial<SeenFailure> = {}): SeenFailure => ({
    fingerprint: 'f1',
    source: 'call',
    worker: workerNumber(1),
    project: projectId('apps/alpha'),
    task: null,
    title: 'npm publish fails',
    what: '',
    why: '',
    fix: '',
    prevent: 'Let CI publish.',
    call: 'Bash: npm publish',
    ...over,
  });
  const see = (fleet: PureFleet, over: Partial<SeenFailure> = {}) =>
    fleet.must({ kind: 'report-failure', failure: seen(over) });

  it('is counted under one fingerprint, over projects', () => {
    const fleet = new PureFleet().boot();
    see(fleet);
    see(fleet, { project: projectId('apps/beta') });
    expect(fleet.world.failures.f1).toMatchObject({ count: 2, projects: ['apps/alpha', 'apps/beta'] });
  });

  it('proposes a rule the third time, once, and adds it only by a yes', () => {
    const fleet = new PureFleet().boot();
    see(fleet);
    see(fleet);
    expect(Object.keys(fleet.world.decisions)).toEqual([]);
    see(fleet);
    see(fleet);
    expect(Object.keys(fleet.world.decisions)).toEqual(['D1']);
    const events = fleet.must({
      kind: 'settle-decision',
      decision: decisionId('D1'),
      answer: 'approve',
      by: 'dashboard',
      reason: null,
    });
    expect(events).toContainEqual({
      kind: 'rule.added',
      decision: 'D1',
      line: expect.stringMatching(/^- Deny `Bash\(npm publish\)` - Let CI publish\. \(by D1 on /),
    });
  });

  it('proposes the same words once, of however many failures', () => {
    const fleet = new PureFleet().boot();
    const gates = ['lint', 'links', 'budget'];
    const hold = (gate: string) =>
      see(fleet, { fingerprint: gate, title: `The gate ${gate} holds`, source: 'gate', call: '' });
    for (let run = 0; run < 3; run += 1) for (const gate of gates) hold(gate);
    expect(Object.keys(fleet.world.decisions)).toEqual(['D1']);
    for (let time = 0; time < 3; time += 1) see(fleet, { fingerprint: 'other', prevent: 'Ask first.', call: '' });
    expect(Object.keys(fleet.world.decisions)).toEqual(['D1', 'D2']);
    // A no is an answer to the words, whichever gate holds next.
    const said = { answer: 'deny', by: 'dashboard', reason: null } as const;
    fleet.must({ kind: 'settle-decision', decision: decisionId('D1'), ...said });
    for (const gate of gates) hold(gate);
    expect(Object.keys(fleet.world.decisions)).toEqual(['D1', 'D2']);
  });

  it('proposes a rule for what happened to no worker, such as a deploy', () => {
    const fleet = new PureFleet().boot();
    for (let time = 0; time < 3; time += 1) see(fleet, { worker: null, source: 'gate', call: '' });
    expect(fleet.world.decisions.D1).toMatchObject({ worker: null, binding: 'lesson:f1', state: { kind: 'waiting' } });
    const events = fleet.must({
      kind: 'settle-decision',
      decision: decisionId('D1'),
      answer: 'approve',
      by: 'dashboard',
      reason: null,
    });
    expect(events).toContainEqual({
      kind: 'rule.added',
      decision: 'D1',
      line: expect.stringMatching(/^- Lesson, by D1/),
    });
  });

  it('adds nothing by a no', () => {
    const fleet = new PureFleet().boot();
    for (let time = 0; time < 3; time += 1) see(fleet);
    const events = fleet.must({
      kind: 'settle-decision',
      decision: decisionId('D1'),
      answer: 'deny',
      by: 'dashboard',
      reason: null,
    });
    expect(events.map(({ kind }) => kind)).not.toContain('rule.added');
  });

  it('keeps a bounded number of records', () => {
    const fleet = new PureFleet().boot();
    for (let at = 0; at < 320; at += 1) see(fleet, { fingerprint: `f${at}` });
    expect(Object.keys(fleet.world.failures)).toHaveLength(300);
    expect(fleet.world.failures.f319).toBeDefined();
  });
});

describe('what gaffer notices by itself', () => {
  const check = { command: 'npm test', ok: false, because: 'exit 1', output: 'Error: 2 tests failed', durationMs: 5 };
  const gate = { step: 'gate-secrets', name: 'secrets', because: '1 finding', evidence: ['src/a.ts:3: an AWS key'] };
  const scene = { worker: workerNumber(1), project: projectId('apps/alpha'), task: taskId('T1') };
  const ended = { kind: 'run.step-ended', run: 'R1', outcome: 'failed', because: 'exit 1', ms: 9 } as const;
  const step = { name: 'build', stage: 'build', ships: false, repeatable: true, rollback: false } as const;
  const waiting = { kind: 'waiting' } as const;
  const world = {
    ...emptyWorld,
    runs: {
      R1: {
        ...{ id: 'R1', pipeline: 'site', kind: 'website', project: projectId('apps/alpha'), environment: 'live' },
        ...{ target: 'x', purpose: 'deploy', release: 'v1', commit: null, commitAt: null, fence: 1, startedAt: 1 },
        ...{ by: 'human', state: { kind: 'running' }, digest: null, approval: null, facts: {} },
        steps: [
          { ...step, id: 'build', work: 'command', retries: 1, attempt: 1, state: waiting },
          { ...step, id: 'again', work: 'command', retries: 1, attempt: 2, state: waiting },
          { ...step, id: 'gate-links', work: 'gate', retries: 0, attempt: 1, state: waiting },
          { ...step, id: 'ask', work: 'approval', retries: 0, attempt: 1, state: waiting },
        ],
      },
    },
  } as unknown as World;
  const sources = (event: Parameters<typeof noticedIn>[1]) => noticedIn(world, event).map(({ source }) => source);

  it('is a failing end check, and each gate of one that looks at the gates', () => {
    const ran = { kind: 'checks.ran', ...scene, checks: [check, { ...check, ok: true }] } as const;
    expect(sources(ran)).toEqual(['check']);
    expect(sources({ ...ran, checks: [{ ...check, gates: [gate, { ...gate, step: 'gate-size' }] }] })).toEqual([
      'gate',
      'gate',
    ]);
  });

  it.each([
    ['a step that has another try', 'build', null, 'exit 1', []],
    ['a step whose last try failed', 'again', null, 'exit 1', ['deploy']],
    ['a gate that holds', 'gate-links', 'fail' as const, '2 dead links', ['gate']],
    ['a run that a person stopped', 'again', null, 'stopped', []],
    ['an approval that nobody gave', 'ask', null, 'a person stopped it', []],
  ])('of a deploy: %s', (_, id, reading, because, expected) => {
    expect(sources({ ...ended, step: id, reading, because, evidence: [] })).toEqual(expected);
  });

  it('gives a gate one fingerprint over tasks and findings of one kind, and another for another gate', () => {
    const fingerprint = (over: Partial<typeof gate>, run: string | null = null): string =>
      failureFrom({ source: 'gate', scene, step: { ...gate, ...over, run } }, 'node').fingerprint;
    expect(fingerprint({ because: '7 findings', evidence: ['lib/b.ts:90: an AWS key'] }, 'R9')).toBe(fingerprint({}));
    expect(fingerprint({ step: 'gate-links' })).not.toBe(fingerprint({}));
  });
});
