/** What the checks of backup repositories find alike, whichever program keeps them: whole or damaged, and a file read back. */
import type { Finding, Part } from '../../domain/checks/finding.ts';
import { type CommandResult, succeeded } from '../run-command.ts';
import { lastLine } from './tools.ts';

/** `cut` is what stood in the way of the program itself; null when it came to a result. */
export const verifiedPart = (result: CommandResult, cut: Finding | null, fix: string): Part => {
  const subject = 'repository';
  if (cut !== null) return { subject, reading: cut.reading, evidence: cut.evidence, fix: cut.fix };
  return succeeded(result)
    ? { subject, reading: 'pass', evidence: 'repository is whole' }
    : { subject, reading: 'fail', evidence: `the repository is damaged: ${lastLine(result.output.head)}`, fix };
};

export interface KeptFile {
  readonly path: string;
  readonly size: number;
}

export interface ReadBack {
  readonly subject: string;
  /** Of the newest backup, and when that was taken. */
  readonly files: readonly KeptFile[];
  readonly at: number;
  readonly read: (path: string, onStdout: (chunk: Buffer) => void) => Promise<CommandResult>;
  readonly fix: string;
}

/** Larger files cost more than the proof is worth. */
const MOST_RESTORED_BYTES = 16 * 1024 ** 2;

/** Reads one file to its end: another one for each backup, the same one for the same backup. */
export const readBackPart = async ({ subject, files, at, read, fix }: ReadBack): Promise<Part> => {
  const some = files.filter(({ size }) => size > 0 && size <= MOST_RESTORED_BYTES);
  const file = some[Math.floor(at / 1000) % Math.max(1, some.length)];
  if (file === undefined) return { subject, reading: 'warn', evidence: `no file of ${subject} to read back` };
  let bytes = 0;
  const result = await read(file.path, (chunk) => {
    bytes += chunk.length;
  });
  return succeeded(result) && bytes === file.size
    ? { subject, reading: 'pass', evidence: `${file.path} read back` }
    : {
        subject,
        reading: 'fail',
        evidence: `${file.path} could not be read back: ${bytes} of ${file.size} bytes`,
        fix,
      };
};
