import { linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createStatusDoor } from '../../src/compose/status-door.ts';
import { projectId } from '../../src/domain/ids.ts';
import { type LockFleet, lockFleet } from '../kit/lock-fleet.ts';

const STATUS = [
  '# Worker 1',
  '',
  '- Status: idle',
  '- Project: -',
  '- Task: -',
  '- Tier: haiku',
  '- Since: 2026-11-22',
  '',
  '## Scratchpad',
  '',
  'nothing yet',
  '',
].join('\n');

const setUp = (text: string | null = STATUS) => {
  const parts = lockFleet();
  const file = join(parts.workspace, 'WORKER1.md');
  if (text !== null) writeFileSync(file, text);
  const door = createStatusDoor(parts.fleet, { leftMs: () => 90_000 });
  const judge = (tool: string, input: Readonly<Record<string, unknown>>, path = file) =>
    door.judge(
      { tool, input: { file_path: path, ...input }, cwd: parts.workspace, toolUseId: 't' },
      parts.pure.live(1),
    );
  const replace = (old_string: string, new_string: string, more = {}) =>
    judge('Edit', { old_string, new_string, ...more });
  const write = (content: string) => judge('Write', { content });
  return { ...parts, door, file, judge, replace, write };
};

const claim = ({ pure }: LockFleet, worker: number, project: string) =>
  pure.must({ kind: 'claim-project', ...pure.live(worker), project: projectId(project), door: 'mcp' });

describe('an edit of the Project line', () => {
  it('claims a free project before it is written', async () => {
    const { replace, pure, file } = setUp();
    expect(await replace('Project: -', 'Project: apps/alpha')).toMatchObject({ outcome: 'allow' });
    expect(pure.world.locks['apps/alpha']).toMatchObject({ holder: 1, door: 'status-file' });
    expect(readFileSync(file, 'utf8'), 'the tool writes, not the gate').toBe(STATUS);
  });

  it('is denied with the holder and the lease when another holds the project', async () => {
    const parts = setUp();
    claim(parts, 2, 'apps/alpha');
    const { locks } = parts.pure.world;
    expect(await parts.replace('Project: -', 'Project: apps/alpha')).toMatchObject({
      outcome: 'deny',
      because: expect.stringMatching(/held by worker 2.*lease has 90 s left.*no lock was changed/),
    });
    expect(parts.pure.world.locks).toBe(locks);
  });

  it('releases with a dash', async () => {
    const parts = setUp(STATUS.replace('Project: -', 'Project: apps/alpha'));
    claim(parts, 1, 'apps/alpha');
    expect(await parts.replace('Project: apps/alpha', 'Project: -')).toMatchObject({ outcome: 'allow' });
    expect(parts.pure.world.locks).toEqual({});
  });

  it('does not take a second project', async () => {
    const parts = setUp(STATUS.replace('Project: -', 'Project: apps/alpha'));
    claim(parts, 1, 'apps/alpha');
    expect(await parts.replace('apps/alpha', 'apps/beta')).toMatchObject({
      outcome: 'deny',
      because: expect.stringContaining('may hold one project only'),
    });
  });

  it.each([
    ['a project outside of the workspace', '../elsewhere', /names no path/],
    ['an absolute path', '/etc', /names no path/],
    ['a project that is not known', 'apps/omega', /not a project of this workspace/],
  ])('is denied for %s', async (_, project, because) => {
    const { replace, pure } = setUp();
    expect(await replace('Project: -', `Project: ${project}`)).toMatchObject({
      outcome: 'deny',
      because: expect.stringMatching(because),
    });
    expect(pure.world.locks).toEqual({});
  });

  it('works in a file with CRLF lines', async () => {
    const { replace, pure } = setUp(STATUS.replaceAll('\n', '\r\n'));
    expect(await replace('- Project: -\n', '- Project: apps/alpha\n')).toMatchObject({ outcome: 'allow' });
    expect(pure.world.locks['apps/alpha']).toMatchObject({ holder: 1 });
  });

  it('may come with others in one MultiEdit, and the text after all of them counts', async () => {
    const { judge, pure } = setUp();
    const edits = [
      { old_string: 'Project: -', new_string: 'Project: apps/alpha' },
      { old_string: 'apps/alpha', new_string: 'apps/beta' },
    ];
    expect(await judge('MultiEdit', { edits })).toMatchObject({ outcome: 'allow' });
    expect(pure.world.locks).toMatchObject({ 'apps/beta': { holder: 1 } });
    expect(pure.world.locks['apps/alpha']).toBeUndefined();
  });
});

describe('a text that nobody could read', () => {
  it.each([
    ['an empty file', ''],
    ['a file that breaks off', '# Worker 1\n\n- Stat'],
    ['a file without a Project line', STATUS.replace('- Project: -\n', '')],
    ['two Project lines', STATUS.replace('- Project: -\n', '- Project: -\n- Project: apps/beta\n')],
    [
      'two Project lines with CRLF',
      STATUS.replace('- Project: -\n', '- Project: -\n- Project: apps/beta\n').replaceAll('\n', '\r\n'),
    ],
    ['an empty Project line', STATUS.replace('Project: -', 'Project:')],
  ])('%s is denied, and the lock stays', async (_, text) => {
    const parts = setUp(STATUS.replace('Project: -', 'Project: apps/alpha'));
    claim(parts, 1, 'apps/alpha');
    const { locks } = parts.pure.world;
    expect(await parts.write(text)).toMatchObject({
      outcome: 'deny',
      because: expect.stringContaining('no lock was changed'),
    });
    expect(parts.pure.world.locks).toBe(locks);
  });

  it('may be set right again', async () => {
    const { write, pure } = setUp('');
    expect(await write(STATUS.replace('Project: -', 'Project: apps/alpha'))).toMatchObject({ outcome: 'allow' });
    expect(pure.world.locks['apps/alpha']).toMatchObject({ holder: 1 });
  });
});

describe('the rest of the file', () => {
  it('leaves scratchpad and resume triggers to the worker, and locks as they are', async () => {
    const parts = setUp();
    claim(parts, 1, 'apps/alpha');
    const { locks } = parts.pure.world;
    expect(await parts.replace('nothing yet', '- Project: apps/beta')).toMatchObject({ outcome: 'allow' });
    expect(parts.pure.world.locks).toBe(locks);
  });

  it('keeps the lines that are gaffer’s', async () => {
    const { replace } = setUp();
    expect(await replace('Status: idle', 'Status: done')).toMatchObject({
      outcome: 'deny',
      because: expect.stringContaining('the Status line is kept by gaffer'),
    });
  });

  it('denies an edit whose old text is not there once, for nobody knows what would be written', async () => {
    const { replace } = setUp();
    expect(await replace('no such text', 'x')).toMatchObject({ outcome: 'deny' });
    expect(await replace('- ', '* ')).toMatchObject({ outcome: 'deny', because: expect.stringContaining('times') });
  });

  it('denies a deletion that could join the Project line to the line above', async () => {
    const parts = setUp(STATUS.replace('- Project: -', 'a note\n- Project: apps/alpha'));
    claim(parts, 1, 'apps/alpha');
    expect(await parts.replace(' note', '')).toMatchObject({ outcome: 'deny' });
    expect(await parts.replace('a note\n', '')).toMatchObject({ outcome: 'allow' });
  });

  it('is no business of a call that aims elsewhere, and every name of the file leads here', async () => {
    const { judge, workspace, file } = setUp();
    const input = { old_string: 'Project: -', new_string: 'Project: apps/omega' };
    mkdirSync(join(workspace, 'links'));
    symlinkSync(file, join(workspace, 'links/soft.md'));
    linkSync(file, join(workspace, 'links/hard.md'));
    expect(await judge('Edit', input, join(workspace, 'apps/alpha/notes.txt'))).toBeNull();
    for (const name of ['links/soft.md', 'links/hard.md', './links/../WORKER1.md']) {
      expect(await judge('Edit', input, name), name).toMatchObject({ outcome: 'deny' });
    }
  });
});

describe('gaffer’s own writing', () => {
  it('waits for an edit that was allowed, and not for one that was denied', async () => {
    const { replace, door, pure } = setUp();
    const { worker } = pure.live(1);
    await replace('Project: -', 'Project: apps/alpha');
    let quiet = false;
    const waiting = door.quiet(worker).then(() => {
      quiet = true;
    });
    await Promise.resolve();
    expect(quiet).toBe(false);
    // A call beside it, of the same answer of the model.
    const edit = { tool: 'Edit', input: {}, cwd: '/', toolUseId: 't' };
    door.over(worker, { ...edit, tool: 'Read', toolUseId: 'other' });
    await new Promise(setImmediate);
    expect(quiet).toBe(false);
    door.over(worker, edit);
    await waiting;
    await replace('Project: -', 'Project: apps/omega');
    await door.quiet(worker);
  });

  it('waits for an edit of the scratchpad alone, and was done before the edit was allowed', async () => {
    const { pure, fleet, file, workspace } = setUp();
    const { worker } = pure.live(1);
    const writing = Promise.withResolvers<void>();
    const door = createStatusDoor(fleet, { leftMs: () => null }, () => writing.promise);
    const input = { file_path: file, old_string: 'nothing yet', new_string: 'the port is 8080' };
    let judged = false;
    const judging = door
      .judge({ tool: 'Edit', input, cwd: workspace, toolUseId: 't' }, pure.live(1))
      .then((verdict) => {
        judged = true;
        return verdict;
      });
    await new Promise((resolve) => setImmediate(resolve));
    expect(judged).toBe(false);
    writing.resolve();
    expect(await judging).toMatchObject({ outcome: 'allow' });
    let quiet = false;
    const waiting = door.quiet(worker).then(() => {
      quiet = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(quiet).toBe(false);
    door.over(worker, null);
    await waiting;
  });
});
