/** A borg repository: for each expected prefix its newest archive's age and size, the repository's own check, one file read back. */
import { z } from 'zod';
import type { SpecOf } from '../../domain/checks/config.ts';
import { errored, type Finding, finding, type Part, together } from '../../domain/checks/finding.ts';
import { type CommandResult, succeeded } from '../run-command.ts';
import { agePart, newestOf, sizePart } from './backup-age.ts';
import { broken, type CheckTools, lastLine, parseJson } from './tools.ts';

type Spec = SpecOf<'borg'>;

const list = z.object({ archives: z.array(z.object({ name: z.string(), start: z.string() })) });
const info = z.object({ archives: z.array(z.object({ stats: z.object({ original_size: z.number() }) })).min(1) });

interface Archive {
  readonly id: string;
  readonly at: number;
}

export const checkBorg = async (spec: Spec, tools: CheckTools): Promise<Finding> => {
  const borg = await borgOf(spec, tools);
  if ('reading' in borg) return borg;
  const listed = await borg('list', ['--bypass-lock', '--json'], '');
  const trouble = troubleOf(listed);
  if (trouble !== null) return trouble;
  const read = list.safeParse(parseJson(listed.stdout.head));
  if (!read.success)
    return errored('the list of archives does not read as JSON', 'Is this borg newer than gaffer knows?');
  // Its times are those of TZ, which is UTC for every check.
  const all = read.data.archives.map(({ name, start }): Archive => ({ id: name, at: Date.parse(`${start}Z`) }));
  const parts: Part[] = [];
  for (const { prefix, maxAge } of spec.expect) {
    const subject = prefix === '' ? 'the repository' : `${prefix}*`;
    const taken = all.filter(({ id }) => id.startsWith(prefix));
    const newest = newestOf(taken);
    parts.push(agePart(subject, newest, maxAge, tools.now()));
    if (newest === null) continue;
    const before = newestOf(taken.filter(({ at }) => at < newest.at));
    const [size, sizeBefore] = [await sizeOf(borg, newest), before === null ? null : await sizeOf(borg, before)];
    if (size !== null) parts.push(sizePart(subject, size, sizeBefore, spec.shrink));
    if (spec.restore) parts.push(await restorePart(borg, subject, newest));
  }
  if (spec.verify !== 'no') parts.push(await verifyPart(borg, spec.verify));
  return together(parts, { archives: all.length, newest_seconds: (newestOf(all)?.at ?? 0) / 1000 });
};

/** `archive` is empty for the repository itself; `more` are operands after it. */
type Borg = (
  command: string,
  options: readonly string[],
  archive: string,
  more?: readonly string[],
  onStdout?: (chunk: Buffer) => void,
) => Promise<CommandResult>;

const borgOf = async (spec: Spec, tools: CheckTools): Promise<Borg | Finding> => {
  const passphrase = spec.passphrase === null ? null : await tools.secret(spec.passphrase);
  if (passphrase !== null && !passphrase.ok)
    return errored(passphrase.problem.message, passphrase.problem.next ?? null);
  const repository = /^[a-z]+:\/\/|^[^/]+:/.test(spec.repository) ? spec.repository : tools.path(spec.repository);
  const env = {
    // Without one it would ask, and there is nobody.
    BORG_PASSPHRASE: passphrase?.value ?? '',
    BORG_RELOCATED_REPO_ACCESS_IS_OK: 'yes',
    BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
    BORG_DISPLAY_PASSPHRASE: 'no',
  };
  return (command, options, archive, more = [], onStdout) =>
    tools.run(['borg', command, ...options, archive === '' ? repository : `${repository}::${archive}`, ...more], {
      env,
      envNames: spec.env,
      ...(onStdout === undefined
        ? {}
        : {
            onOutput: (chunk: Buffer, from: 'stdout' | 'stderr') => (from === 'stdout' ? onStdout(chunk) : undefined),
          }),
    });
};

const troubleOf = (result: CommandResult): Finding | null => {
  const cut = broken(result, 'borg');
  // 1 is a warning: what was asked for is there.
  if (cut !== null || succeeded(result) || result.exitCode === 1) return cut;
  const said = result.output.head;
  if (/passphrase|Error: No key file/i.test(said))
    return errored('the passphrase does not open the repository', 'Correct the variable or the file that holds it.');
  if (/does not exist/i.test(said))
    return finding('fail', `there is no repository: ${lastLine(said)}`, {
      subjects: ['repository'],
      fix: 'Is the drive mounted? Is the path right?',
    });
  if (/Failed to create\/acquire the lock/i.test(said))
    return errored('the repository is locked', 'Is a backup running? Else: borg break-lock');
  return finding('fail', `the repository does not read: ${lastLine(said)}`, {
    subjects: ['repository'],
    fix: 'Run borg check by hand.',
  });
};

const sizeOf = async (borg: Borg, { id }: Archive): Promise<number | null> => {
  const result = await borg('info', ['--bypass-lock', '--json'], id);
  return info.safeParse(parseJson(result.stdout.head)).data?.archives[0]?.stats.original_size ?? null;
};

const verifyPart = async (borg: Borg, depth: 'structure' | 'data'): Promise<Part> => {
  const result = await borg('check', depth === 'data' ? ['--verify-data'] : [], '');
  const cut = broken(result, 'borg');
  if (cut !== null) return { subject: 'repository', reading: cut.reading, evidence: cut.evidence, fix: cut.fix };
  return succeeded(result)
    ? { subject: 'repository', reading: 'pass', evidence: 'repository is whole' }
    : {
        subject: 'repository',
        reading: 'fail',
        evidence: `the repository is damaged: ${lastLine(result.output.head)}`,
        fix: 'Run borg check by hand, and copy the repository before borg check --repair.',
      };
};

/** Larger files cost more than the proof is worth. */
const MOST_RESTORED_BYTES = 16 * 1024 ** 2;

const item = z.object({ type: z.literal('-'), path: z.string(), size: z.number() });

const restorePart = async (borg: Borg, subject: string, archive: Archive): Promise<Part> => {
  const listed = await borg('list', ['--bypass-lock', '--json-lines', '--format', '{size}'], archive.id);
  const files = listed.stdout.head
    .split('\n')
    .flatMap((line) => item.safeParse(parseJson(line)).data ?? [])
    .filter(({ size }) => size > 0 && size <= MOST_RESTORED_BYTES);
  const file = files[Math.floor(archive.at / 1000) % Math.max(1, files.length)];
  if (file === undefined) return { subject, reading: 'warn', evidence: `no file of ${subject} to read back` };
  let bytes = 0;
  const result = await borg('extract', ['--bypass-lock', '--stdout'], archive.id, [file.path], (chunk) => {
    bytes += chunk.length;
  });
  return succeeded(result) && bytes === file.size
    ? { subject, reading: 'pass', evidence: `${file.path} read back` }
    : {
        subject,
        reading: 'fail',
        evidence: `${file.path} could not be read back: ${bytes} of ${file.size} bytes`,
        fix: 'Run borg check --verify-data by hand.',
      };
};
