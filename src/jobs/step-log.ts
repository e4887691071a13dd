/** The log file of one step: what its programs printed, as it came, with secrets masked and an end to its size. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Mask } from './mask.ts';

export interface StepLog {
  readonly output: (chunk: Buffer, from: 'stdout' | 'stderr') => void;
  readonly line: (text: string) => void;
  readonly close: () => void;
}

/** A flood ends here on disk, too; its end stands in the journal's evidence. */
const MAX_LOG_BYTES = 10_000_000;

const stepLogFile = (directory: string, step: string): string => join(directory, `${step}.log`);

export const openStepLog = (directory: string, step: string, mask: Mask): StepLog => {
  const streams = { stdout: mask.stream(), stderr: mask.stream() };
  let written = 0;
  let file: number | null = null;
  const write = (bytes: Buffer): void => {
    if (file === null || written > MAX_LOG_BYTES) return;
    written += bytes.length;
    try {
      writeSync(file, bytes);
      if (written > MAX_LOG_BYTES) writeSync(file, '\n… the rest is left out …\n');
    } catch {
      // gaffer's own disk is full: the step goes on, and its end is still journalled or the run stops there.
      file = null;
    }
  };
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    file = openSync(stepLogFile(directory, step), 'a', 0o600);
  } catch {
    file = null;
  }
  return {
    output: (chunk, from) => write(streams[from].take(chunk)),
    line: (text) => write(Buffer.from(`${mask.text(text)}\n`)),
    close: () => {
      write(streams.stdout.flush());
      write(streams.stderr.flush());
      if (file !== null) closeSync(file);
      file = null;
    },
  };
};
