/** What kind of project a directory is, by the file that its tools look for: failures of one kind are alike. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const MARKS: readonly (readonly [string, readonly string[]])[] = [
  ['node', ['package.json']],
  ['gradle', ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts']],
  ['rust', ['Cargo.toml']],
  ['go', ['go.mod']],
  ['python', ['pyproject.toml', 'requirements.txt', 'setup.py']],
  ['ruby', ['Gemfile']],
  ['java', ['pom.xml']],
  ['containers', ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'Dockerfile']],
  ['make', ['Makefile']],
];

export const projectKindOf = (workspace: string, project: string): string =>
  MARKS.find(([, files]) => files.some((file) => existsSync(join(workspace, project, file))))?.[0] ?? '-';
