/** A borg repository: for each expected prefix its newest archive's age and size, the repository's own check, one file read back. */
import { z } from 'zod';
import type { SpecOf } from '../../domain/checks/config.ts';
import { errored, type Finding, finding, type Part, together } from '../../domain/checks/finding.ts';
import { parseJson } from '../../domain/json.ts';
import { type CommandResult, succeeded } from '../run-command.ts';
import { agePart, newestOf, sizePart } from './backup-age.ts';
import { readBackPart, verifiedPart } from './repository-parts.ts';
import { broken, type CheckTools, lastLine } from './tools.ts';

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
  const fix = 'Run borg check by hand, and copy the repository before borg check --repair.';
  return verifiedPart(result, broken(result, 'borg'), fix);
};

const item = z.object({ type: z.literal('-'), path: z.string(), size: z.number() });

const restorePart = async (borg: Borg, subject: string, { id, at }: Archive): Promise<Part> => {
  const listed = await borg('list', ['--bypass-lock', '--json-lines', '--format', '{size}'], id);
  return readBackPart({
    subject,
    files: listed.stdout.head.split('\n').flatMap((line) => item.safeParse(parseJson(line)).data ?? []),
    at,
    read: (path, onStdout) => borg('extract', ['--bypass-lock', '--stdout'], id, [path], onStdout),
    fix: 'Run borg check --verify-data by hand.',
  });
};
