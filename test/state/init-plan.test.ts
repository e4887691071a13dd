import { mkdir, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseBacklog } from '../../src/state/backlog-file.ts';
import { parseConfigText } from '../../src/state/config-file.ts';
import { parseFailures } from '../../src/state/failures-file.ts';
import { type InitPlan, type InitStep, layWorkspace, planWorkspace } from '../../src/state/init-plan.ts';
import { parseStatus } from '../../src/state/status-file.ts';
import { findWorkspace } from '../../src/state/workspace.ts';
import { temporaryDirectory } from '../kit/temporary-directory.ts';

const plan = async (directory: string, workers: number | null = null, home = homedir()) => {
  const planned = await planWorkspace({ directory, workers, home });
  if (!planned.ok) throw new Error(planned.problem.message);
  return planned.value;
};
const lay = async (planned: InitPlan): Promise<readonly InitStep[]> => {
  const laid = await layWorkspace(planned);
  if (!laid.ok) throw new Error(laid.problem.message);
  return laid.value;
};
const kinds = (steps: readonly { readonly kind: string }[]): readonly string[] => [
  ...new Set(steps.map(({ kind }) => kind)),
];

describe('a new workspace', () => {
  test('has every shared file, and each of them reads without a problem', async () => {
    const root = join(await temporaryDirectory(), 'new');
    await lay(await plan(root, 2));
    const text = (name: string): Promise<string> => readFile(join(root, name), 'utf8');
    expect(parseConfigText(await text('gaffer.yaml'))).toMatchObject({ config: { workers: 2 }, problems: [] });
    expect(parseBacklog(await text('BACKLOG.md'))).toMatchObject({ tasks: [], problems: [], sections: [{}, {}, {}] });
    expect(parseFailures(await text('FAILURES.md'))).toMatchObject({ failures: [], problems: [] });
    expect(parseStatus(await text('WORKER2.md'), 'WORKER2.md')).toMatchObject({
      project: { kind: 'none' },
      problems: [],
    });
    expect(await text('.gitignore')).toBe('.gaffer/\n');
    expect((await readdir(root)).toSorted()).toEqual([
      '.gitignore',
      'BACKLOG.md',
      'CHANGELOG.md',
      'CLAUDE.md',
      'ENVIRONMENT.md',
      'FAILURES.md',
      'MEMORY',
      'POLICIES.md',
      'WORKER1.md',
      'WORKER2.md',
      'gaffer.yaml',
    ]);
    expect((await readdir(join(root, 'MEMORY'))).toSorted()).toEqual(['README.md', 'cold', 'hot', 'warm']);
  });

  test('is made once: the second time everything is kept, and what is missing is made again', async () => {
    const root = await temporaryDirectory();
    await lay(await plan(root));
    await writeFile(join(root, 'BACKLOG.md'), 'mine');
    expect(kinds((await plan(root)).steps)).toEqual(['keep']);
    await rm(join(root, 'WORKER3.md'));
    const done = await lay(await plan(root));
    expect(done.filter(({ kind }) => kind !== 'keep')).toMatchObject([{ kind: 'make-file', path: 'WORKER3.md' }]);
    expect(await readFile(join(root, 'BACKLOG.md'), 'utf8')).toBe('mine');
  });

  test('keeps a file that appeared between plan and laying', async () => {
    const root = await temporaryDirectory();
    const planned = await plan(root);
    await writeFile(join(root, 'POLICIES.md'), 'mine');
    expect(await lay(planned)).toContainEqual({ kind: 'keep', path: 'POLICIES.md' });
    expect(await readFile(join(root, 'POLICIES.md'), 'utf8')).toBe('mine');
  });

  test('counts its seats by gaffer.yaml when there is one, and says when the wish differs', async () => {
    const root = await temporaryDirectory();
    await writeFile(join(root, 'gaffer.yaml'), 'workers: 1\n');
    expect((await plan(root)).steps.filter(({ path }) => path.startsWith('WORKER'))).toHaveLength(1);
    expect((await plan(root, 3)).notes).toEqual([expect.stringContaining('workers: 1')]);
  });

  test.each([
    ['node_modules/', 'node_modules/\n.gaffer/\n'],
    ['a\r\n', 'a\r\n.gaffer/\r\n'],
    ['.gaffer/\n', '.gaffer/\n'],
    ['/.gaffer\r\n', '/.gaffer\r\n'],
    ['', '.gaffer/\n'],
  ])('a .gitignore of %j gets the line it lacks', async (before, after) => {
    const root = await temporaryDirectory();
    await writeFile(join(root, '.gitignore'), before);
    await lay(await plan(root));
    expect(await readFile(join(root, '.gitignore'), 'utf8')).toBe(after);
  });

  test('changes nothing while it is only planned', async () => {
    const root = await temporaryDirectory();
    await plan(root);
    await plan(join(root, 'new'));
    expect(await readdir(root)).toEqual([]);
  });
});

describe('a directory that is something else is refused with the reason', () => {
  const objection = async (directory: string, home = homedir()): Promise<string> => {
    const planned = await planWorkspace({ directory, workers: null, home });
    return planned.ok ? 'none' : planned.problem.message;
  };

  test('a project', async () => {
    const root = await temporaryDirectory();
    await writeFile(join(root, 'package.json'), '{}');
    expect(await objection(root)).toMatch(/is a project itself \(it has package.json\)/);
  });

  test('a home directory, through a link as well', async () => {
    const home = await temporaryDirectory();
    const link = join(await temporaryDirectory(), 'link');
    await symlink(home, link);
    expect(await objection(home, home)).toMatch(/home directory/);
    expect(await objection(link, home)).toMatch(/home directory/);
  });

  test.each(['/', '/etc', '/usr/local/share/x', '/tmp'])('%s', async (path) => {
    expect(await objection(path)).toMatch(/belongs to the system/);
  });

  test('a file, and a directory inside of another workspace', async () => {
    const root = await temporaryDirectory();
    await writeFile(join(root, 'file'), '');
    expect(await objection(join(root, 'file'))).toMatch(/is not a directory/);
    await writeFile(join(root, 'gaffer.yaml'), '');
    await mkdir(join(root, 'apps/alpha'), { recursive: true });
    expect(await objection(join(root, 'apps/alpha'))).toMatch(/inside of the workspace/);
  });

  test('one whose gaffer.yaml is broken', async () => {
    const root = await temporaryDirectory();
    await writeFile(join(root, 'gaffer.yaml'), 'workers: many\n');
    expect(await objection(root)).toMatch(/workers does not fit/);
  });
});

test('the workspace is found from anywhere inside of it', async () => {
  const root = await temporaryDirectory();
  await mkdir(join(root, 'apps/alpha/src'), { recursive: true });
  expect(await findWorkspace(join(root, 'apps'))).toMatchObject({ ok: false, problem: { kind: 'missing' } });
  await writeFile(join(root, 'gaffer.yaml'), '');
  expect(await findWorkspace(join(root, 'apps/alpha/src'))).toEqual({ ok: true, value: await realpath(root) });
});
