/** `gaffer doctor`: whether everything that gaffer needs is there and in order, and the one line that mends what is not. */
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { execa } from 'execa';
import type { Config } from '../domain/config.ts';
import { fail, ok, type Problem, type Result } from '../domain/problem.ts';
import { parseBacklog } from '../state/backlog-file.ts';
import { parseConfigText } from '../state/config-file.ts';
import { parseFailures } from '../state/failures-file.ts';
import { lessonRules } from '../state/lesson-rules.ts';
import { findProjects } from '../state/projects.ts';
import { plural } from '../state/selectors-figures.ts';
import { type SharedFiles, sharedFilesIn } from '../state/shared-file.ts';
import { parseStatus } from '../state/status-file.ts';
import { findWorkspace } from '../state/workspace.ts';
import {
  checkAgent,
  checkDisk,
  checkFiles,
  checkGit,
  checkNode,
  checkPerl,
  checkRuntimeDirectory,
  checkTerminal,
  checkWall,
  type FoundAgent,
  type Surroundings,
} from './doctor-checks.ts';
import { type Finding, findingFrom, good } from './doctor-finding.ts';
import { checkHeartbeat } from './doctor-heartbeat.ts';
import { checkEmbeddings, checkMemory } from './doctor-memory.ts';
import { checkOwn, checkPrices } from './doctor-own.ts';
import { WORKSPACE_OPTION, type WorkspaceOption } from './workspace.ts';

export interface DoctorParts {
  /** How the agent is really found; by default, by asking it for its version. */
  readonly findAgent?: Surroundings['findAgent'];
  /** Other shared files that have a reader: POLICIES.md. */
  readonly readers?: Readonly<Record<string, (text: string) => readonly Problem[]>>;
}

export const register = (program: Command, parts: DoctorParts = {}): void => {
  program
    .command('doctor')
    .description('check what gaffer needs: programs, files, terminal, disk')
    .option(...WORKSPACE_OPTION)
    .option('--json', 'print one JSON object')
    .action(async ({ json, workspace = '.' }: WorkspaceOption & { readonly json?: true }) => {
      const findings = await examine(resolve(workspace), realSurroundings(parts.findAgent), parts.readers ?? {});
      if (json) console.log(JSON.stringify({ ok: exitCodeOf(findings) === 0, findings }));
      else console.log(findings.map(asLine).join('\n'));
      process.exitCode = exitCodeOf(findings);
    });
};

export const examine = async (
  directory: string,
  surroundings: Surroundings,
  readers: NonNullable<DoctorParts['readers']> = {},
): Promise<readonly Finding[]> => {
  const found = await findWorkspace(directory);
  const root = found.ok ? found.value : null;
  const { config, findings } = root === null ? NO_WORKSPACE : await examineWorkspace(root, readers);
  return [
    checkNode(surroundings),
    await checkAgent(surroundings, config, root),
    await checkGit(surroundings),
    await checkPerl(surroundings),
    ...(await checkWall(surroundings, config)),
    ...findings,
    ...(await checkHeartbeat(surroundings, config)),
    await checkRuntimeDirectory(surroundings),
    checkTerminal(surroundings),
    await checkDisk(root ?? directory),
  ];
};

/** Something is missing before something is wrong: without the programs the configuration does not matter. */
export const exitCodeOf = (findings: readonly Finding[]): number => {
  const failed = findings.filter(({ reading }) => reading === 'fail');
  if (failed.some(({ about }) => about === 'dependency')) return 69;
  if (failed.some(({ about }) => about === 'configuration')) return 78;
  return failed.length > 0 ? 69 : 0;
};

const MARKS: Readonly<Record<Finding['reading'], string>> = { ok: '✓ ok  ', warn: '! warn', fail: '✗ FAIL' };

const asLine = ({ name, reading, text, fix }: Finding): string =>
  `${MARKS[reading]}  ${name.padEnd(NAME_WIDTH)} ${text}${fix === null ? '' : `\n${' '.repeat(NAME_WIDTH + 9)}${fix}`}`;

/** The longest name of a check. */
const NAME_WIDTH = 17;

interface Examined {
  readonly config: Config | null;
  readonly findings: readonly Finding[];
}

/** Not a failure: the machine may be looked at before there is one. */
const NO_WORKSPACE: Examined = {
  config: null,
  findings: [
    {
      ...good('workspace', 'configuration', 'this directory lies in none'),
      reading: 'warn',
      fix: 'Go to your workspace, or make one with gaffer init.',
    },
  ],
};

const examineWorkspace = async (root: string, readers: NonNullable<DoctorParts['readers']>): Promise<Examined> => {
  const files = sharedFilesIn(root);
  const configText = await files.read('gaffer.yaml');
  const { config, problems } = configText.ok
    ? parseConfigText(configText.value.text)
    : { config: null, problems: [configText.problem] };
  const yaml = problems.map((problem) => findingFrom('gaffer.yaml', 'fail', problem));
  const workspace = good('workspace', 'configuration', root);
  const own = await checkOwn(root);
  if (config === null) return { config, findings: [workspace, own, ...yaml] };
  const found = await findProjects(root, config.projects);
  const projects: Finding =
    found.projects.length > 0
      ? good(
          'projects',
          'configuration',
          `${found.projects.length} (${found.projects.slice(0, 3).join(', ')}${found.projects.length > 3 ? ', …' : ''})`,
        )
      : {
          ...good('projects', 'configuration', 'none yet'),
          reading: 'warn',
          fix: `Make a directory that matches ${config.projects.join(' or ')}.`,
        };
  const statuses = Array.from({ length: config.workers }, (_, index) => `WORKER${index + 1}.md`);
  const read = await Promise.all([
    readWith(files, 'BACKLOG.md', (text) => parseBacklog(text, found.projects).problems),
    readWith(files, 'FAILURES.md', (text) => {
      const { failures, problems } = parseFailures(text);
      return [...problems, ...lessonRules(failures).problems];
    }),
    ...statuses.map((file) => readWith(files, file, (text) => parseStatus(text, file).problems)),
    ...Object.entries(readers).map(([file, reader]) => readWith(files, file, reader)),
  ]);
  return {
    config,
    findings: [
      workspace,
      own,
      good('gaffer.yaml', 'configuration', `${plural(config.workers, 'worker')}, dispatch ${config.dispatch}`),
      projects,
      ...found.problems.map((problem) => findingFrom('projects', 'warn', problem)),
      ...checkFiles(read),
      checkPrices(root, config),
      ...(await checkMemory(root)),
      ...(await checkEmbeddings(config)),
    ],
  };
};

const readWith = async (files: SharedFiles, file: string, problemsIn: (text: string) => readonly Problem[]) => {
  const read = await files.read(file);
  if (!read.ok) return { problems: [read.problem] };
  const missing: Problem = {
    kind: 'missing',
    message: 'This file is not there.',
    where: { file },
    next: 'Make it with gaffer init, which overwrites nothing.',
  };
  return { problems: read.value.hash === null ? [missing] : problemsIn(read.value.text) };
};

/** A program that says nothing for that long is broken. */
const RUN_TIMEOUT_MS = 20_000;

const realSurroundings = (findAgent: Surroundings['findAgent'] | undefined): Surroundings => ({
  platform: process.platform,
  nodeVersion: process.version,
  environment: process.env,
  temporaryDirectory: tmpdir(),
  userId: process.getuid?.() ?? null,
  terminal: process.stdout.isTTY
    ? { columns: process.stdout.columns, rows: process.stdout.rows, colorDepth: process.stdout.getColorDepth() }
    : null,
  run,
  findAgent: findAgent ?? askAgent,
});

const run: Surroundings['run'] = async (program, args) => {
  const ran = await execa(program, [...args], { reject: false, timeout: RUN_TIMEOUT_MS, stdin: 'ignore', all: true });
  return 'code' in ran && ran.code === 'ENOENT' ? null : { exitCode: ran.exitCode ?? null, output: ran.all ?? '' };
};

const askAgent: Surroundings['findAgent'] = async ([program = 'claude']): Promise<Result<FoundAgent>> => {
  const ran = await run(program, ['--version']);
  if (ran?.exitCode === 0) return ok({ text: `${program}: ${ran.output.trim().split('\n')[0] ?? ''}`, note: null });
  return fail({
    kind: 'missing',
    message: ran === null ? `${program} was not found` : `${program} --version failed`,
    next: 'Install Claude Code (npm install -g @anthropic-ai/claude-code), or set agent.command in gaffer.yaml.',
  });
};
