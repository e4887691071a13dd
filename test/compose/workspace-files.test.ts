import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Fleet } from '../../src/compose/parts.ts';
import { openPolicy } from '../../src/compose/policy.ts';
import { createStatusDoor, type StatusDoor } from '../../src/compose/status-door.ts';
import { createWarnings } from '../../src/compose/warnings.ts';
import { openWorkspaceFiles, type WorkspaceFiles } from '../../src/compose/workspace-files.ts';
import { parseConfig } from '../../src/domain/config.ts';
import { projectId, sessionId, taskId, workerNumber } from '../../src/domain/ids.ts';
import { ok, type Result } from '../../src/domain/problem.ts';
import { statusOf } from '../../src/domain/workers/status.ts';
import { openJournal } from '../../src/state/journal.ts';
import { createLoop } from '../../src/state/loop.ts';
import { placesOf } from '../../src/state/places.ts';
import { statusMd } from '../../src/state/scaffold/shared-md.ts';
import { sharedFilesIn } from '../../src/state/shared-file.ts';
import { parseStatus } from '../../src/state/status-file.ts';
import { tempDir } from '../kit/temp.ts';

const PATIENT = { interval: 5 };
const one = workerNumber(1);
const WHO = { worker: one, generation: 1 };
const BY = { by: 'test' };

let files: WorkspaceFiles;
let workspace: string;
let fleet: Fleet;
let door: StatusDoor;
let close: () => Promise<void>;

/** The real loop, journal, files and watch; only sessions are not there. */
beforeEach(async () => {
  workspace = join(tempDir(), 'ws');
  mkdirSync(join(workspace, 'apps/alpha'), { recursive: true });
  writeFileSync(join(workspace, 'BACKLOG.md'), '## Ready\n- [ ] T1 Paint the door @apps/alpha\n');
  writeFileSync(join(workspace, 'WORKER1.md'), statusMd(one));
  const places = must(placesOf(workspace, { XDG_RUNTIME_DIR: tempDir() }));
  const journal = must(openJournal(places.journal));
  const config = parseConfig({});
  if (!config.ok) throw new Error('an empty configuration is a good one');
  const loop = createLoop({
    journal,
    now: Date.now,
    hands: async (effect) => {
      if (effect.kind === 'write-status') {
        await door.quiet(effect.worker);
        await files.writeStatus(effect.worker);
      }
      if (effect.kind === 'edit-backlog') await files.backlog.edit(effect.edit);
    },
    onBug: (error) => {
      throw error;
    },
  });
  fleet = {
    ...{ places, config: config.config, mode: 'live', world: loop.world, submit: loop.submit, log: () => undefined },
    subscribe: (listener) => loop.subscribe(() => listener()),
  };
  const shared = sharedFilesIn(workspace);
  const warnings = createWarnings(fleet);
  door = createStatusDoor(fleet, { leftMs: () => null }, () => shared.edit('WORKER1.md', ok));
  files = await openWorkspaceFiles(fleet, shared, await openPolicy(fleet, shared, warnings), warnings, () => undefined);
  const facts = { workspace, mode: 'live', scenario: null, agent: 'claude', hooks: true } as const;
  await fleet.submit({ kind: 'boot', ...facts, workers: [one], dispatch: 'auto' }, BY);
  await files.readAll();
  close = async () => {
    await files.close();
    await loop.idle();
    journal.close();
  };
});
afterEach(() => close());

const must = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
};

it('keeps the last good policy in force when POLICIES.md is taken away, and says so', async () => {
  const said = (): string => fleet.world().fleet.warnings.join();
  const shared = sharedFilesIn(workspace);
  const policy = await openPolicy(fleet, shared, createWarnings(fleet));
  writeFileSync(join(workspace, 'POLICIES.md'), '## Boundaries\n\n- `Bash(make deploy)`\n');
  await policy.reload();
  rmSync(join(workspace, 'POLICIES.md'));
  await policy.reload();
  expect(said()).toMatch(/POLICIES.md is not there any more. Put it back. .*the last good policy is in force/);
  expect(policy.floor().deny.join()).toContain('make deploy');
});

const textOf = (name: string): string => readFileSync(join(workspace, name), 'utf8');
const isTrue = () =>
  vi.waitFor(
    () => expect(parseStatus(textOf('WORKER1.md'), 'WORKER1.md').fields).toEqual(statusOf(fleet.world(), one)),
    PATIENT,
  );

const opened = {
  kind: 'report-opened',
  ...WHO,
  session: sessionId('s'),
  pid: 1,
  model: 'haiku',
  cwd: '/ws',
  hooks: true,
  project: projectId('apps/alpha'),
  tier: null,
} as const;

describe('WORKERn.md', () => {
  it('is true soon after whatever changes', async () => {
    const took: number[] = [];
    const isTrueAfter = async (change: () => Promise<unknown>): Promise<void> => {
      const startedAt = performance.now();
      await change();
      await isTrue();
      took.push(performance.now() - startedAt);
    };
    await isTrueAfter(() => fleet.submit({ kind: 'start-fleet' }, BY));
    expect(textOf('WORKER1.md')).toContain('- Task: T1 Paint the door');
    await isTrueAfter(() => fleet.submit(opened, BY));
    await isTrueAfter(() => fleet.submit({ kind: 'report-guard-proven', ...WHO, hooks: ['Stop'] }, BY));
    for (let turn = 0; turn < 5; turn += 1) {
      const say = (kind: 'prompted' | 'idle') =>
        fleet.submit({ kind: 'report-signal', ...WHO, signal: { kind }, evidence: 'hook' }, BY);
      await isTrueAfter(() => say('prompted'));
      expect(textOf('WORKER1.md')).toContain('- Status: working');
      await isTrueAfter(() => say('idle'));
    }
    await isTrueAfter(() =>
      fleet.submit(
        { kind: 'edit-backlog', edit: { kind: 'rewrite', task: taskId('T1'), line: 'Paint it blue @apps/alpha' } },
        BY,
      ),
    );
    await vi.waitFor(() => expect(textOf('WORKER1.md')).toContain('- Task: T1 Paint it blue'), PATIENT);
    const middle = took.toSorted((left, right) => left - right)[Math.floor(took.length / 2)];
    expect(middle).toBeLessThan(2000);
  });

  it('keeps every edit that its worker makes of scratchpad and triggers while gaffer writes the same file', async () => {
    await fleet.submit({ kind: 'start-fleet' }, BY);
    await fleet.submit(opened, BY);
    await fleet.submit({ kind: 'report-guard-proven', ...WHO, hooks: ['Stop'] }, BY);
    const notes = Array.from({ length: 30 }, (_, index) => `note number ${index}`);
    const worker = (async () => {
      for (const note of notes) {
        // As its file tool does it: allowed first, then one write of the whole file, then told that it is over.
        const path = join(workspace, 'WORKER1.md');
        const input = { file_path: path, old_string: '## Scratchpad', new_string: `## Scratchpad\n- ${note}` };
        const call = { tool: 'Edit', input, cwd: workspace, toolUseId: null };
        expect(await door.judge(call, WHO)).toMatchObject({ outcome: 'allow' });
        const before = readFileSync(path, 'utf8');
        await new Promise((resolve) => setImmediate(resolve));
        writeFileSync(path, before.replace('## Scratchpad\n', `## Scratchpad\n- ${note}\n`));
        door.over(one, null);
      }
    })();
    const gaffer = (async () => {
      for (let turn = 0; turn < 30; turn += 1) {
        const kind = turn % 2 === 0 ? 'prompted' : 'idle';
        await fleet.submit({ kind: 'report-signal', ...WHO, signal: { kind }, evidence: 'hook' }, BY);
      }
    })();
    await Promise.all([worker, gaffer]);
    await isTrue();
    for (const note of notes) expect(textOf('WORKER1.md')).toContain(`- ${note}\n`);
  });

  it('hands its triggers over, and a line that cannot be read is a warning with its place until it is mended', async () => {
    appendFileSync(join(workspace, 'WORKER1.md'), '\n- when task T1 is done: go on\n- when the moon is full: howl\n');
    await vi.waitFor(
      () => expect(fleet.world().triggers[1]).toMatchObject([{ words: 'when task T1 is done: go on' }]),
      PATIENT,
    );
    await vi.waitFor(
      () => expect(fleet.world().fleet.warnings.join()).toMatch(/WORKER1\.md:14: this trigger names nothing/),
      PATIENT,
    );
    writeFileSync(join(workspace, 'WORKER1.md'), textOf('WORKER1.md').replace('- when the moon is full: howl\n', ''));
    await vi.waitFor(() => expect(fleet.world().fleet.warnings.join()).not.toContain('WORKER1.md'), PATIENT);
  });
});

describe('a BACKLOG.md with everything wrong in it at once', () => {
  const BAD = [
    '# Backlog\t',
    '',
    '## Ready',
    '- [ ] T1 Paint the door @apps/alpha',
    '\t- [ ] ISC: it is blue',
    '\t\t- nested below\tit',
    '- [ ] T1 The same id again',
    '- [ ] T3 Nowhere @apps/none',
    '- [ ] T4 Needs nobody needs:T99',
    '- [ ] T5 Round needs:T6',
    '- [ ] T6 and round needs:T5',
    '<!-- - [ ] T7 in a comment -->',
    '- [ ] nameless   ',
    '<<<<<<< ours',
    '- [ ] T8 ours',
    '=======',
    '- [ ] T8 theirs',
    '>>>>>>> theirs',
    '- [ ] T10 Last @apps/alpha',
    '',
    '## Elsewhere',
    '- [ ] T11 stray',
  ].join('\r\n');

  it('shows each fault at its line, queues the rest, and keeps every byte', async () => {
    await fleet.submit({ kind: 'report-projects', projects: [projectId('apps/alpha')] }, BY);
    writeFileSync(join(workspace, 'BACKLOG.md'), BAD);
    await vi.waitFor(() => expect(fleet.world().tasks.T10?.title).toBe('Last'), PATIENT);
    expect(Object.keys(fleet.world().tasks)).toEqual(['T1', 'T3', 'T4', 'T5', 'T6', 'T100', 'T10']);
    const warnings = fleet.world().fleet.warnings.filter((line) => line.startsWith('BACKLOG.md'));
    expect(warnings.map((line) => /^BACKLOG\.md:?(\d*)/.exec(line)?.[1])).toEqual(['7', '8', '9', '10', '14', '']);
    expect(warnings.at(-1)).toContain('1 more; all of them with: gaffer tasks list');

    // The nameless one was given the next free id, and a tick changes one character: no other byte moves.
    const named = BAD.replace('- [ ] nameless', '- [ ] T100 nameless');
    expect(textOf('BACKLOG.md')).toBe(named);
    await fleet.submit({ kind: 'edit-backlog', edit: { kind: 'tick', task: taskId('T10'), done: true } }, BY);
    await vi.waitFor(() => expect(fleet.world().tasks.T10?.done).toBe(true), PATIENT);
    expect(textOf('BACKLOG.md')).toBe(named.replace('- [ ] T10 ', '- [x] T10 '));
  });
});

describe('a file that cannot be read or written', () => {
  const warnings = () => fleet.world().fleet.warnings.join('\n');

  it('is a warning as long as it is so, and the tasks that were read last stay', async () => {
    writeFileSync(join(workspace, 'BACKLOG.md'), Buffer.from('## Ready\n- [ ] T2 b\xe9ton @apps/alpha\n', 'latin1'));
    await vi.waitFor(() => expect(warnings()).toContain('BACKLOG.md: This file is not UTF-8 text'), PATIENT);
    expect(Object.keys(fleet.world().tasks)).toEqual(['T1']);
    writeFileSync(join(workspace, 'BACKLOG.md'), '## Ready\n- [ ] T2 béton @apps/alpha\n');
    await vi.waitFor(() => expect(Object.keys(fleet.world().tasks)).toEqual(['T2']), PATIENT);
    expect(warnings()).not.toContain('UTF-8');
  });

  it('says on screen that what a person added is not there, until a write works again', async () => {
    rmSync(join(workspace, 'BACKLOG.md'));
    mkdirSync(join(workspace, 'BACKLOG.md'));
    await vi.waitFor(() => expect(warnings()).toContain('Until then its tasks stay as they were'), PATIENT);
    await files.backlog.add('Paint the fence @apps/alpha');
    expect(warnings()).toMatch(/^BACKLOG\.md.*What was to be changed there was not\.$/m);
    rmSync(join(workspace, 'BACKLOG.md'), { recursive: true });
    await files.backlog.add('Paint the fence @apps/alpha');
    expect(textOf('BACKLOG.md')).toContain('Paint the fence');
    expect(warnings()).not.toContain('was not');
  });
});

describe('gaffer.yaml', () => {
  const warnings = () => fleet.world().fleet.warnings.join('\n');

  it('that changes meanwhile is said to wait for the next start, with what is wrong in it', async () => {
    writeFileSync(join(workspace, 'gaffer.yaml'), 'workers: 2\n\twrokers: 3\n');
    await vi.waitFor(() => expect(warnings()).toContain('in force until the next one'), PATIENT);
    expect(warnings()).toMatch(/gaffer\.yaml:2:\d+: /);
    writeFileSync(join(workspace, 'gaffer.yaml'), 'workers: 2\n');
    await vi.waitFor(() => expect(warnings()).not.toMatch(/gaffer\.yaml:2/), PATIENT);
    expect(warnings()).toContain('gaffer.yaml has changed.');
    // As it was, and as a deploy reads it anew.
    writeFileSync(join(workspace, 'gaffer.yaml'), '# workers: 2\n');
    await vi.waitFor(() => expect(warnings()).toBe(''), PATIENT);
  });
});
