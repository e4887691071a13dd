/**
 * The fixture workspace in which calls can really run: its projects are git repositories with a history, its Gradle wrapper
 * is a program. Made once, and copied for each command, so that none sees what another did.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localizerFor, makePolicyWorkspace, type PolicyWorkspace } from './policy-workspace.ts';

export interface LivingWorkspace {
  /** Calls `use` with a fresh copy, which is gone afterwards. */
  readonly withCopy: <Result>(use: (world: PolicyWorkspace, root: string) => Result) => Result;
  readonly dispose: () => void;
}

const PROJECTS = ['apps/alpha', 'apps/beta', 'libs/core'] as const;

export const makeLivingWorkspace = (): LivingWorkspace => {
  const original = makePolicyWorkspace();
  const originalRoot = original.workspace.replace(/\/ws$/, '');
  for (const project of PROJECTS) bringToLife(join(original.workspace, project));
  return {
    withCopy: (use) => {
      const root = realpathSync(mkdtempSync(join(tmpdir(), 'gaffer-living-')));
      try {
        execFileSync('cp', ['-a', `${originalRoot}/.`, root]);
        const [workspace, home] = [join(root, 'ws'), join(root, 'home/dev')];
        return use({ workspace, home, localized: localizerFor(workspace, home), dispose: () => undefined }, root);
      } finally {
        rmSync(root, { recursive: true, force: true });
      }
    },
    dispose: original.dispose,
  };
};

const bringToLife = (project: string): void => {
  rmSync(join(project, '.git'), { recursive: true, force: true });
  writeFileSync(join(project, 'gradlew'), '#!/bin/sh\nls src > /dev/null\necho built > built.txt\n');
  chmodSync(join(project, 'gradlew'), 0o755);
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-C', project, '-c', 'user.name=dev', '-c', 'user.email=dev@x.example', ...args], {
      stdio: 'ignore',
    });
  };
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'dev');
  git('config', 'user.email', 'dev@x.example');
  git('add', 'README.md', 'package.json', 'src');
  git('commit', '-q', '-m', 'Begin');
  for (const text of ['two', 'three', 'four']) {
    writeFileSync(join(project, 'README.md'), `# ${text}\n`);
    git('commit', '-q', '-am', `Make it ${text}`);
  }
  writeFileSync(join(project, 'src/index.ts'), 'export const x = 2;\n');
};
