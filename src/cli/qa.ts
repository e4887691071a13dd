/** `gaffer qa PROJECT`: the gates of a project by themselves, before anybody thinks of a deploy. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { createQa, type QaReport, type QaStep, qaFailures } from '../compose/qa.ts';
import { projectId } from '../domain/ids.ts';
import { describeProblem } from '../domain/problem.ts';
import { visible } from '../domain/visible.ts';
import type { Places } from '../state/places.ts';
import { sharedFilesIn } from '../state/shared-file.ts';
import { openDeployClient } from './deploy-client.ts';
import { worldNow } from './deploy-show.ts';
import { EXIT, endWith } from './exit.ts';
import { printJson, say } from './output.ts';
import { WORKSPACE_OPTION, type WorkspaceOption, workspacePlaces } from './workspace.ts';

const OWN_ROOT = join(import.meta.dirname, '../..');

interface QaOptions extends WorkspaceOption {
  readonly json?: boolean;
}

export const register = (program: Command): void => {
  program
    .command('qa')
    .argument('<project>', 'the project, such as apps/alpha')
    .option(...WORKSPACE_OPTION)
    .option('--json', 'one JSON object')
    .description('build a project and look at the gates of its pipelines; ships nothing')
    .action(async (project: string, options: QaOptions) => {
      const places = workspacePlaces(options);
      if (!places.ok) return endWith(places.problem, options);
      const world = await worldNow(places.value);
      if (!world.ok) return endWith(world.problem, options);
      const stop = new AbortController();
      process.once('SIGINT', () => stop.abort());
      // A person runs what is theirs: no wall, as with their own make.
      const qa = createQa(
        { places: places.value, world: () => world.value },
        sharedFilesIn(places.value.workspace),
        OWN_ROOT,
        null,
      );
      const report = await qa.run(
        projectId(project.replace(/\/+$/, '')),
        options.json === true ? () => undefined : tell,
        stop.signal,
      );
      if (!report.ok) return endWith(report.problem, options);
      await noteFailures(places.value, report.value);
      if (options.json === true) printJson(report.value);
      else say(report.value.ok ? 'every gate passes' : 'not every gate passes');
      process.exitCode = report.value.ok ? EXIT.ok : EXIT.gateFailed;
    });
};

/** In FAILURES.md, by the running supervisor or by this process. A look stands whether it was noted or not. */
const noteFailures = async (places: Places, report: QaReport): Promise<void> => {
  const failures = qaFailures(places.workspace, report, projectId(report.project));
  if (failures.length === 0) return;
  const client = await openDeployClient(places);
  if (!client.ok) return say(`not noted in FAILURES.md: ${describeProblem(client.problem)}`);
  for (const failure of failures) {
    const noted = await client.value.command({ kind: 'report-failure', failure });
    if (!noted.ok) say(`not noted in FAILURES.md: ${describeProblem(noted.problem)}`);
  }
  await client.value.close();
};

const MARKS = { pass: '✓', fail: '✗', unknown: '?', skipped: '-' } as const;

const tell = ({ step, reading, outcome, because, evidence, ms }: QaStep): void => {
  const mark = reading === null ? (outcome === 'passed' ? '✓' : '✗') : MARKS[reading];
  say(`${mark} ${step.padEnd(16)} ${visible(because)}  ${(ms / 1000).toFixed(1)}s`);
  if (outcome === 'failed') for (const line of evidence) say(`    ${visible(line)}`);
};
