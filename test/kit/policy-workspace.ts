/**
 * A workspace on disk to judge calls in, made anew for each run: sibling projects with similar names, secrets, odd names,
 * symlinks that lead everywhere, a hard link to POLICIES.md. Nothing in it is ever run.
 */
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface PolicyWorkspace {
  /** Stands for `/ws` of the corpus. */
  readonly workspace: string;
  /** Stands for `/home/dev`. */
  readonly home: string;
  /** Puts the real paths into a text that speaks of `/ws` and `/home/dev`. */
  readonly localized: (text: string) => string;
  readonly dispose: () => void;
}

export const FIXTURE_POLICY = new URL('../fixtures/policy-workspace/POLICIES.md', import.meta.url).pathname;

export const makePolicyWorkspace = (): PolicyWorkspace => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'gaffer-policy-')));
  const workspace = `${root}/ws`;
  const home = `${root}/home/dev`;
  for (const [path, text] of FILES) write(`${root}/${path}`, text);
  copyFileSync(FIXTURE_POLICY, `${workspace}/POLICIES.md`);
  const alpha = `${workspace}/apps/alpha`;
  for (const [name, target] of LINKS) symlinkSync(target.replace('/home/dev', home), `${alpha}/${name}`);
  linkSync(`${workspace}/POLICIES.md`, `${alpha}/policies-hardlink.md`);
  return {
    workspace,
    home,
    localized: localizerFor(workspace, home),
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
};

/** Puts the real paths into texts that speak of `/ws` and `/home/dev`. */
export const localizerFor =
  (workspace: string, home: string) =>
  (text: string): string =>
    text
      .replaceAll('/proc/self/root/ws', `/proc/self/root${workspace}`)
      .replace(/(?<![\w.~-])\/(ws|WS)(?![\w-])/g, (_, name: string) =>
        name === 'ws' ? workspace : workspace.replace(/[^/]+$/, (last) => last.toUpperCase()),
      )
      .replace(/\/home\/dev(?![\w-])/g, home);

const write = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

const project = (name: string): readonly (readonly [string, string])[] => [
  [`ws/${name}/package.json`, '{"name":"x","scripts":{"test":"true","build":"true"}}\n'],
  [`ws/${name}/README.md`, '# Read me\n'],
  [`ws/${name}/src/index.ts`, 'export const x = 1;\n'],
  [`ws/${name}/.env`, 'KEY=fixture\n'],
  [`ws/${name}/.git/HEAD`, 'ref: refs/heads/main\n'],
  [`ws/${name}/.git/config`, '[core]\n'],
];

const FILES: readonly (readonly [string, string])[] = [
  ...['apps/alpha', 'apps/alpha2', 'apps/alphabet', 'apps/beta', 'libs/core', 'libs/ui'].flatMap(project),
  ...[
    'STATUS.md',
    'DECISIONS.md',
    'LOCKS.md',
    'README.md',
    'BACKLOG.md',
    'WORKER1.md',
    '.orchestrator/state.json',
    '.orchestrator/token',
    '.gaffer/token',
  ].map((name): readonly [string, string] => [`ws/${name}`, 'x\n']),
  ...[
    'src/app.ts',
    'src/components/Button.tsx',
    'src/pages/[id].ts',
    'test/app.test.ts',
    'docs/guide.md',
    'docs/words.txt',
    'certs/server.pem',
    'id_rsa_deploy',
    'my file.txt',
    '-rf',
    '-dash.txt',
    '.env.example',
    '.gitignore',
    '.git/hooks/post-commit',
    '.claude/settings.json',
    '.mcp.json',
    ...['tsc', 'vitest', 'jest', 'eslint', 'prettier', 'biome'].map((name) => `node_modules/.bin/${name}`),
    'settings/.env.local',
    'gradlew',
    'vendor/nested/.git/HEAD',
    'vendor/bare/HEAD',
    'vendor/bare/config',
    'vendor/bare/objects/x',
    'vendor/bare/refs/x',
  ].map((name): readonly [string, string] => [`ws/apps/alpha/${name}`, 'x\n']),
  ['ws/apps/beta/gradlew', 'x\n'],
  ['home/dev/.ssh/id_rsa', 'fixture\n'],
  ['home/dev/.ssh/config', 'fixture\n'],
  ['home/dev/.bashrc', 'x\n'],
];

const LINKS: readonly (readonly [string, string])[] = [
  ['link-to-ssh', '/home/dev/.ssh'],
  ['link-to-beta', '../beta'],
  ['link-to-secret', '.env'],
  ['.env.sample', '.env'],
  ['link-to-root', '/'],
  ['dangling', '/nowhere/at/all'],
  ['src-link', 'src'],
];
