/**
 * A restic repository: for each expected source its newest snapshot's age and size, the repository's own check, and one
 * file read back. restic ends well when a source was missing, so only the snapshots say what was backed up.
 */
import { z } from 'zod';
import type { SpecOf } from '../../domain/checks/config.ts';
import { errored, type Finding, finding, type Part, together } from '../../domain/checks/finding.ts';
import { parseJson } from '../../domain/json.ts';
import { type CommandResult, succeeded } from '../run-command.ts';
import { agePart, newestOf, sizePart } from './backup-age.ts';
import { readBackPart, verifiedPart } from './repository-parts.ts';
import { broken, type CheckTools, lastLine } from './tools.ts';

type Spec = SpecOf<'restic'>;

const snapshot = z.object({
  id: z.string(),
  time: z.string(),
  hostname: z.string().default(''),
  paths: z.array(z.string()).nullish(),
  tags: z.array(z.string()).nullish(),
});

type Taken = z.output<typeof snapshot> & { readonly at: number };

export const checkRestic = async (spec: Spec, tools: CheckTools): Promise<Finding> => {
  const restic = await resticOf(spec, tools);
  if ('reading' in restic) return restic;
  const listed = await restic(['snapshots', '--json']);
  const trouble = troubleOf(listed);
  if (trouble !== null) return trouble;
  const read = z.array(snapshot).nullable().safeParse(parseJson(listed.stdout.head));
  if (!read.success)
    return errored('the list of snapshots does not read as JSON', 'Is this restic newer than gaffer knows?');
  const all = (read.data ?? []).map((each) => ({ ...each, at: Date.parse(each.time) }));
  const parts: Part[] = [];
  for (const source of spec.expect) {
    const taken = all.filter((each) => isOf(each, source));
    const newest = newestOf(taken);
    parts.push(agePart(labelOf(source), newest, source.maxAge, tools.now()));
    if (newest === null) continue;
    const before = newestOf(taken.filter(({ at }) => at < newest.at));
    const sizes = await Promise.all([newest, before].map((each) => (each === null ? null : sizeOf(restic, each))));
    const [size = null, sizeBefore = null] = sizes;
    if (size !== null) parts.push(sizePart(labelOf(source), size, sizeBefore, spec.shrink));
    if (spec.restore) parts.push(await restorePart(restic, labelOf(source), newest));
  }
  if (spec.verify !== 'no') parts.push(await verifyPart(restic, spec.verify));
  return together(parts, { snapshots: all.length, newest_seconds: (newestOf(all)?.at ?? 0) / 1000 });
};

type Restic = (args: readonly string[], onStdout?: (chunk: Buffer) => void) => Promise<CommandResult>;

const resticOf = async (spec: Spec, tools: CheckTools): Promise<Restic | Finding> => {
  const password = await tools.secret(spec.password);
  if (!password.ok) return errored(password.problem.message, password.problem.next ?? null);
  const repository = /^[a-z0-9]+:/.test(spec.repository) ? spec.repository : tools.path(spec.repository);
  const env = { RESTIC_REPOSITORY: repository, RESTIC_PASSWORD: password.value };
  return (args, onStdout) =>
    tools.run(['restic', '--no-lock', '--quiet', ...args], {
      env,
      envNames: spec.env,
      endAfter: { said: TRIES_AGAIN, times: MOST_TRIES },
      ...(onStdout === undefined
        ? {}
        : {
            onOutput: (chunk: Buffer, from: 'stdout' | 'stderr') => (from === 'stdout' ? onStdout(chunk) : undefined),
          }),
    });
};

/** Of what it cannot read it tries to read more for a quarter of an hour. */
const TRIES_AGAIN = 'retrying after';
const MOST_TRIES = 3;

const cannotRead = ({ aborted, output }: CommandResult): boolean => aborted && output.head.includes(TRIES_AGAIN);

/** What restic says when it cannot tell anything of the snapshots. Its codes are new; its words are old. */
const troubleOf = (result: CommandResult): Finding | null => {
  const cut = cannotRead(result) ? null : broken(result, 'restic');
  if (cut !== null || succeeded(result)) return cut;
  const said = result.output.head;
  if (/wrong password|no key found|incorrect password/i.test(said))
    return errored('the password does not open the repository', 'Correct the variable or the file that holds it.');
  if (/unable to open config file|Is there a repository|does not exist/i.test(said))
    return finding('fail', `there is no repository: ${lastLine(said)}`, {
      subjects: ['repository'],
      fix: 'Is the drive mounted? Is the path right?',
    });
  return finding('fail', `the repository does not read: ${lastLine(said)}`, {
    subjects: ['repository'],
    fix: 'Run restic check by hand.',
  });
};

const isOf = ({ paths, hostname, tags }: Taken, source: Spec['expect'][number]): boolean =>
  (paths ?? []).includes(source.path) &&
  (source.host === null || hostname === source.host) &&
  (source.tag === null || (tags ?? []).includes(source.tag));

const labelOf = ({ path, host, tag }: Spec['expect'][number]): string =>
  `${host === null ? '' : `${host}:`}${path}${tag === null ? '' : ` (${tag})`}`;

const sizeOf = async (restic: Restic, { id }: Taken): Promise<number | null> => {
  const result = await restic(['stats', '--json', '--mode', 'restore-size', id]);
  const read = z.object({ total_size: z.number() }).safeParse(parseJson(result.stdout.head));
  return read.success ? read.data.total_size : null;
};

const verifyPart = async (restic: Restic, depth: 'structure' | 'data'): Promise<Part> => {
  const result = await restic(['check', ...(depth === 'data' ? ['--read-data'] : [])]);
  const fix = 'Run restic check by hand, and begin a second repository before mending this one.';
  return verifiedPart(result, cannotRead(result) ? null : broken(result, 'restic'), fix);
};

const node = z.object({ type: z.literal('file'), path: z.string(), size: z.number() });

const restorePart = async (restic: Restic, subject: string, { id, at }: Taken): Promise<Part> => {
  const listed = await restic(['ls', '--json', id]);
  return readBackPart({
    subject,
    files: listed.stdout.head.split('\n').flatMap((line) => node.safeParse(parseJson(line)).data ?? []),
    at,
    read: (path, onStdout) => restic(['dump', id, path], onStdout),
    fix: 'Run restic check --read-data by hand.',
  });
};
