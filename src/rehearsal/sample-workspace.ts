/**
 * Lays a scenario's projects, backlog and policies into a directory. The same scenario gives the same bytes and the same
 * commits every time. The other shared files of a workspace are not its business.
 */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { fail, ok, type Result } from '../domain/problem.ts';
import { backlogText } from './backlog-text.ts';
import type { Scenario, ScenarioProject } from './scenario.ts';

/** Who makes the first commit of every project; evidence does not count it as a worker's change. */
export const LAYER = { name: 'gaffer rehearsal', email: 'rehearsal@gaffer.invalid' } as const;

/** Where `origin` lies: below .git, so that a push needs no network and writes nothing outside the project. */
const REMOTE = '.git/origin.git';

/** A fixed day, so that commit ids do not change between two runs. */
const FIRST_COMMIT_AT = '2026-01-01T08:00:00Z';

/** `dir` must be new or empty: nobody's files are ever overwritten. */
export const layWorkspace = async (scenario: Scenario, dir: string): Promise<Result<void>> => {
  await mkdir(dir, { recursive: true });
  const [found] = await readdir(dir);
  if (found !== undefined) {
    return fail({
      kind: 'refused',
      message: 'a rehearsal is laid into an empty directory only',
      where: { file: dir },
      found,
      next: 'Name a directory that does not exist yet.',
    });
  }
  await writeFile(join(dir, 'BACKLOG.md'), backlogText(scenario.tasks));
  if (scenario.policies !== null) await writeFile(join(dir, 'POLICIES.md'), scenario.policies);
  for (const project of scenario.projects) {
    const laid = await layProject(project, join(dir, project.id));
    if (!laid.ok) return laid;
  }
  return ok(undefined);
};

const layProject = async (project: ScenarioProject, dir: string): Promise<Result<void>> => {
  await mkdir(dir, { recursive: true });
  for (const [name, text] of Object.entries(project.files)) {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), text);
  }
  const steps = [
    ['init', '--quiet', '--initial-branch=main'],
    ['config', 'user.name', LAYER.name],
    ['config', 'user.email', LAYER.email],
    ['add', '--all'],
    ['commit', '--quiet', '--allow-empty', `--message=Lay ${project.id}`],
    ...(project.remote
      ? [
          ['init', '--quiet', '--bare', '--initial-branch=main', REMOTE],
          ['remote', 'add', 'origin', `./${REMOTE}`],
          ['push', '--quiet', 'origin', 'main'],
        ]
      : []),
  ];
  for (const args of steps) {
    const run = await execa('git', args, { cwd: dir, env: GIT_ENVIRONMENT, reject: false });
    if (run.failed) {
      return fail({ kind: 'process', message: `git ${args.join(' ')} failed: ${run.stderr}`, where: { file: dir } });
    }
  }
  return ok(undefined);
};

/** Nothing of the machine's or the user's git configuration (signing, hooks, templates) or of a git command around us gets in. */
const GIT_ENVIRONMENT = {
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_INDEX_FILE: undefined,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TEMPLATE_DIR: '',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: LAYER.name,
  GIT_AUTHOR_EMAIL: LAYER.email,
  GIT_AUTHOR_DATE: FIRST_COMMIT_AT,
  GIT_COMMITTER_NAME: LAYER.name,
  GIT_COMMITTER_EMAIL: LAYER.email,
  GIT_COMMITTER_DATE: FIRST_COMMIT_AT,
};
