/**
 * Backups that are plain files: a directory, an rsync target, git bundles. Files are looked at by a program of their own
 * and not by Node: a mount that hangs then holds up that program, and never the supervisor.
 */
import picomatch from 'picomatch';
import type { SpecOf } from '../../domain/checks/config.ts';
import { errored, type Finding, finding, type Part, together } from '../../domain/checks/finding.ts';
import { type CommandResult, succeeded } from '../run-command.ts';
import { agePart, bytesText } from './backup-age.ts';
import { broken, type CheckTools, lastLine } from './tools.ts';

export const checkDirectory = async (spec: SpecOf<'directory'>, tools: CheckTools): Promise<Finding> => {
  const root = tools.path(spec.path);
  const isWanted = picomatch(spec.files, { dot: true });
  const tally = newTally();
  const result = await listFiles(tools, root, (file) => {
    if (isWanted(file.path)) add(tally, file);
  });
  const cut = broken(result, 'find');
  if (cut !== null) return cut;
  if (!succeeded(result) && tally.files === 0)
    return finding('fail', `${spec.path} cannot be read: ${lastLine(result.output.head)}`, {
      subjects: [spec.path],
      fix: 'Is its drive mounted?',
    });
  return tallyFinding(spec.path, tally, spec, tools.now());
};

export const checkRsync = async (spec: SpecOf<'rsync'>, tools: CheckTools): Promise<Finding> => {
  const isRemote = /^(?:rsync:\/\/|[^/]+:)/.test(spec.target);
  const target = isRemote ? spec.target : tools.path(spec.target);
  const tally = newTally();
  const lines = lineReader((line) => {
    const [, size = '', day = '', time = '', path = ''] = RSYNC_FILE.exec(line) ?? [];
    if (path !== '')
      add(tally, {
        path,
        bytes: Number(size.replaceAll(',', '')),
        at: Date.parse(`${day.replaceAll('/', '-')}T${time}Z`),
      });
  });
  const result = await tools.run(
    [
      'rsync',
      '-r',
      '--list-only',
      '--no-motd',
      '-e',
      'ssh -o BatchMode=yes -o ConnectTimeout=15',
      `${target.replace(/\/$/, '')}/`,
    ],
    {
      envNames: ['SSH_AUTH_SOCK', 'RSYNC_PASSWORD', ...spec.env],
      onOutput: (chunk, from) => (from === 'stdout' ? lines.add(chunk) : undefined),
    },
  );
  lines.end();
  const cut = broken(result, 'rsync');
  if (cut !== null) return cut;
  // 23 and 24: some files could not be read, or vanished meanwhile; the rest is listed.
  if (!succeeded(result) && tally.files === 0) {
    const said = lastLine(result.output.head);
    // A connection that does not stand says nothing of the backup; a directory that is not there does.
    return result.exitCode === 23
      ? finding('fail', `${spec.target} cannot be read: ${said}`, {
          subjects: [spec.target],
          fix: 'Is its drive mounted? Is the path right?',
        })
      : errored(`${spec.target} cannot be reached: ${said}`, 'Try: rsync --list-only with the same target.');
  }
  return tallyFinding(spec.target, tally, spec, tools.now());
};

export const checkGitBundle = async (spec: SpecOf<'git-bundle'>, tools: CheckTools): Promise<Finding> => {
  const root = tools.path(spec.path);
  const bundles: Listed[] = [];
  const result = await listFiles(tools, root, (file) => {
    if (file.path === '' || file.path.endsWith('.bundle')) bundles.push(file);
  });
  const cut = broken(result, 'find');
  if (cut !== null) return cut;
  if (bundles.length === 0)
    return finding('fail', `no bundle in ${spec.path}`, { subjects: [spec.path], fix: 'git bundle create FILE --all' });
  const scratch = await tools.scratch();
  const parts: Part[] = [];
  for (const [index, { path, at }] of bundles.entries()) {
    const [subject, file] = path === '' ? [spec.path, root] : [path, `${root}/${path}`];
    parts.push(agePart(subject, { id: subject, at }, spec.maxAge, tools.now()));
    // A clone reads every object of it; `git bundle verify` would read the header alone.
    const cloned = await tools.run(['git', 'clone', '--mirror', '--quiet', file, `${scratch}/${index}.git`], {
      cwd: scratch,
    });
    const stopped = broken(cloned, 'git');
    if (stopped !== null) return stopped;
    if (!succeeded(cloned)) {
      parts.push({
        subject,
        reading: 'fail',
        evidence: `${subject} is damaged: ${lastLine(cloned.output.head)}`,
        fix: 'Make it anew: git bundle create FILE --all',
      });
      continue;
    }
    const heads = await tools.run(['git', 'bundle', 'list-heads', file], { cwd: scratch });
    const missing = spec.refs.filter(
      (ref) => !heads.stdout.head.split('\n').some((line) => line.split(' ')[1] === ref),
    );
    if (missing.length > 0)
      parts.push({
        subject,
        reading: 'fail',
        evidence: `${subject} lacks ${missing.join(', ')}`,
        fix: 'Make it with --all.',
      });
  }
  return together(parts, { bundles: bundles.length });
};

interface Listed {
  /** Below the root; empty for the root itself. */
  readonly path: string;
  readonly bytes: number;
  readonly at: number;
}

/** GNU's find prints what is asked for; BSD's has `stat` do it. */
const listFiles = async (tools: CheckTools, root: string, found: (file: Listed) => void): Promise<CommandResult> => {
  const lines = lineReader((line) => {
    const [, seconds = '', bytes = '', path = ''] = /^(\d+(?:\.\d+)?) (\d+) (.*)$/.exec(line) ?? [];
    if (seconds !== '')
      found({
        at: Number(seconds) * 1000,
        bytes: Number(bytes),
        path: path.startsWith(root) ? path.slice(root.length).replace(/^\//, '') : path,
      });
  });
  const result = await tools.run(
    process.platform === 'linux'
      ? ['find', '-H', root, '-type', 'f', '-printf', '%T@ %s %p\\n']
      : ['find', '-H', root, '-type', 'f', '-exec', 'stat', '-f', '%m %z %N', '{}', '+'],
    { onOutput: (chunk, from) => (from === 'stdout' ? lines.add(chunk) : undefined) },
  );
  lines.end();
  return result;
};

/** Lines of an output of any length; no line of a listing is longer than a path. */
const LONGEST_LINE = 16 * 1024;

const lineReader = (take: (line: string) => void) => {
  const decoder = new TextDecoder();
  let rest = '';
  return {
    add: (chunk: Buffer): void => {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = (lines.pop() ?? '').slice(-LONGEST_LINE);
      for (const line of lines) take(line);
    },
    end: (): void => {
      if (rest !== '') take(rest);
    },
  };
};

const RSYNC_FILE = /^-[^ ]{9,10}\s+([\d,.]+)\s+(\d{4}\/\d\d\/\d\d) (\d\d:\d\d:\d\d) (.+)$/;

interface Tally {
  files: number;
  bytes: number;
  newestAt: number;
}

const newTally = (): Tally => ({ files: 0, bytes: 0, newestAt: 0 });

const add = (tally: Tally, { bytes, at }: Listed): void => {
  tally.files += 1;
  tally.bytes += bytes;
  tally.newestAt = Math.max(tally.newestAt, at);
};

const tallyFinding = (
  subject: string,
  { files, bytes, newestAt }: Tally,
  { maxAge, minFiles, minSize }: { readonly maxAge: number; readonly minFiles: number; readonly minSize: number },
  now: number,
): Finding => {
  const parts: Part[] = [agePart(subject, files === 0 ? null : { id: subject, at: newestAt }, maxAge, now)];
  if (files > 0 && files < minFiles)
    parts.push({
      subject,
      reading: 'fail',
      evidence: `${subject} has ${files} files, and should have ${minFiles}`,
      fix: 'See whether the copy ran to its end.',
    });
  if (files > 0 && bytes < minSize)
    parts.push({
      subject,
      reading: 'fail',
      evidence: `${subject} has ${bytesText(bytes)}, and should have ${bytesText(minSize)}`,
      fix: 'See whether the copy ran to its end.',
    });
  return together(parts, { files, bytes, newest_seconds: newestAt / 1000 });
};
