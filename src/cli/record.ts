/** `gaffer record N`: what a worker's screen shows, as a recording that asciinema plays too, and `gaffer replay` safely. */
import type { WriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Command } from 'commander';
import type { WorkerNumber } from '../domain/ids.ts';
import { fail, ok, type Result } from '../domain/problem.ts';
import { recordedFrame, recordingHeader } from '../sessions/recording.ts';
import { plural } from '../state/selectors-figures.ts';
import { endWith } from './exit.ts';
import { numberAboveZero, screenSide } from './numbers.ts';
import { printJson, say } from './output.ts';
import { type FleetOptions, withFleet } from './with-fleet.ts';
import { parseWorker } from './workers.ts';
import { WORKSPACE_OPTION } from './workspace.ts';

type RecordOptions = FleetOptions & { output?: string; seconds?: number; cols: number; rows: number };

export const register = (program: Command): void => {
  program
    .command('record')
    .argument('<number>', 'the worker', parseWorker)
    .description('record a worker’s screen until ctrl-C, the end of its session, or --seconds')
    .option(...WORKSPACE_OPTION)
    .option('-o, --output <file>', 'where to; by default workerN.cast')
    .option('--seconds <n>', 'stop after so long', numberAboveZero)
    .option('--cols <n>', 'columns of the recording', screenSide, 120)
    .option('--rows <n>', 'rows of the recording', screenSide, 40)
    .option('--json', 'one JSON object')
    .action((worker: WorkerNumber, options: RecordOptions) =>
      withFleet(options, async (client) => {
        if (client.snapshot().workers[worker] === undefined) {
          const next = 'List them with: gaffer workers';
          return endWith({ kind: 'missing', message: `there is no worker ${worker}`, next }, options);
        }
        const path = options.output ?? `worker${worker}.cast`;
        const opened = await openNew(path);
        if (!opened.ok) return endWith(opened.problem, options);
        const file = opened.value;
        const { cols, rows } = options;
        const startedAt = Date.now();
        let frames = 0;
        file.write(recordingHeader({ cols, rows }, startedAt, `worker ${worker}`));
        const because = await new Promise<string>((resolve) => {
          const view = client.openScreen(
            { kind: 'watch', worker, cols, rows, top: 0, left: 0 },
            {
              onPaint: (bytes) => {
                frames += 1;
                file.write(recordedFrame((Date.now() - startedAt) / 1000, bytes));
              },
              onEnd: resolve,
            },
          );
          const stop = (): void => {
            view.close();
            resolve('stopped');
          };
          process.once('SIGINT', stop);
          process.once('SIGTERM', stop);
          if (options.seconds !== undefined) setTimeout(stop, options.seconds * 1000);
        });
        await new Promise<void>((resolve) => file.end(resolve));
        const seconds = (Date.now() - startedAt) / 1000;
        if (options.json === true) printJson({ file: path, frames, seconds, because });
        else
          say(
            `${plural(frames, 'frame')} in ${seconds.toFixed(1)} s in ${path} (${because}); play it with: gaffer replay ${path}`,
          );
      }),
    );
};

/** A screen may show anything, so the file is the person's alone; and what was recorded before is not written over. */
export const openNew = async (path: string): Promise<Result<WriteStream>> => {
  try {
    return ok((await open(path, 'wx', 0o600)).createWriteStream());
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return code === 'EEXIST'
      ? fail({
          kind: 'conflict',
          message: 'there is a file of this name already',
          where: { file: path },
          next: 'Name another one with -o, or move it aside.',
        })
      : fail({ kind: 'io', message: 'the recording cannot be written here', where: { file: path }, found: code });
  }
};
