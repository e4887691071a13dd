/**
 * Holds what a command really did against what the judge said it would do. Every file that it read or changed below the
 * scratch directory, and every program that it started, must be among the analysed acts.
 *
 * How the two are compared: a file tool's or filter's act covers its path (a walk, tree or search all below it, a search
 * also the ignore files in each directory above). To name a file is to look at the directory that it lies in. A git verb
 * covers its repository, a project's own task (npm, Gradle) its project and npm's own files at home; what those start in
 * turn is theirs. timeout, nice and nohup are judged by what they run. Not compared: what lies outside of the scratch
 * directory (the system's libraries and settings), mere tests whether something exists, and directories that are opened to
 * come back to but not listed.
 */
import { basename, dirname, join } from 'node:path';
import type { Act } from '../../src/domain/policies/act.ts';
import { IGNORE_FILES } from '../../src/domain/policies/ignore-files.ts';
import { derive } from '../../src/domain/policies/judge.ts';
import { lexicalPath, physicalPath } from '../../src/domain/policies/paths.ts';
import type { Policy } from '../../src/domain/policies/policy.ts';
import type { ToolCall } from '../../src/domain/policies/verdict.ts';
import { diskProbe } from '../../src/state/disk-probe.ts';
import { contextIn } from './judge-corpus.ts';
import type { PolicyWorkspace } from './policy-workspace.ts';
import type { Traced } from './traced-run.ts';

/** As the judge reads the call, before it runs: symlinks are resolved as they are now. */
export interface Analysed {
  readonly acts: readonly Act[];
  /** Where each path of an act leads. */
  readonly leadsTo: (path: string) => readonly string[];
}

export const analyse = (call: ToolCall, world: PolicyWorkspace, policy: Policy, lock: string | null): Analysed => {
  const { parts } = derive(call, contextIn(world, policy, lock));
  const acts = parts.flatMap(({ steps }) => steps.map(({ act }) => act));
  const paths = acts.flatMap((act) => ('path' in act ? [act.path] : act.kind === 'run' ? [act.cwd] : []));
  const known = new Map(
    paths.map((path) => [path, [lexicalPath(path), physicalPath(path, diskProbe) ?? lexicalPath(path)]] as const),
  );
  return { acts, leadsTo: (path) => known.get(path) ?? [lexicalPath(path)] };
};

/** What was done and not foreseen: `read /…`, `write /…`, `run x`; empty when all was. */
export const unforeseen = (
  analysed: Analysed,
  traced: Traced,
  world: PolicyWorkspace,
  scratch: string,
): readonly string[] => {
  const inScratch = (path: string): boolean => path.startsWith(`${scratch}/`) && path !== `${scratch}/trace`;
  const isOwn = (path: string): boolean => OWN_SETTINGS.some((name) => path.startsWith(`${world.home}/${name}`));
  const [reads, writes, programs] = [readsOf(analysed), writesOf(analysed), programsOf(analysed)];
  const ignored = ignoreFilesOf(analysed);
  const isRead = (path: string): boolean =>
    ignored.has(path) || reads.some(({ root, deep }) => path === root || (deep && isBelow(root, path)));
  const isListed = (path: string): boolean =>
    isRead(path) || [...reads, ...writes].some(({ root }) => dirname(root) === path);
  const isWritten = (path: string): boolean =>
    writes.some(({ root, deep }) => path === root || (deep && isBelow(root, path)));
  return [
    ...[...traced.reads]
      .filter((path) => inScratch(path) && !isOwn(path) && !isRead(path) && !isDirectory(path) && !isWritten(path))
      .map((path) => `read ${path}`),
    ...[...traced.lists]
      .filter((path) => inScratch(path) && !isOwn(path) && !isListed(path))
      .map((path) => `list ${path}`),
    ...[...traced.writes]
      .filter((path) => inScratch(path) && !isOwn(path) && !isWritten(path))
      .map((path) => `write ${path}`),
    ...traced.starts
      .filter(
        ({ program, by }) =>
          !programs.has(program) && !TRANSPARENT.has(program) && !(by !== null && OWN_PROCESSES.has(by)),
      )
      .map(({ program, by }) => `run ${program} by ${by ?? 'the shell'}`),
  ];
};

const isDirectory = (path: string): boolean => diskProbe.lstat(path)?.kind === 'directory';

interface Area {
  readonly root: string;
  readonly deep: boolean;
}

const isBelow = (root: string, path: string): boolean => path.startsWith(`${root}/`);

const readsOf = ({ acts, leadsTo }: Analysed): readonly Area[] =>
  acts.flatMap((act): readonly Area[] => {
    if (act.kind === 'read' && act.how === 'ignores') return [];
    if (act.kind === 'read') return leadsTo(act.path).map((root) => ({ root, deep: DEEP.has(act.how) }));
    return act.kind === 'run' && !isLook(act) ? projectsOf(leadsTo(act.cwd)) : [];
  });

/** What only looks has its reads among the acts; git keeps files of its own, whatever it does. */
const isLook = ({ standing, changes, argv }: Extract<Act, { kind: 'run' }>): boolean =>
  standing === 'reading' || (standing === 'plain' && !changes && argv[0] !== 'git');

/** In each directory from where a search looks up to the root. */
const ignoreFilesOf = ({ acts, leadsTo }: Analysed): ReadonlySet<string> =>
  new Set(
    acts
      .flatMap((act) => (act.kind === 'read' && act.how === 'ignores' ? leadsTo(act.path) : []))
      .flatMap(withAbove)
      .flatMap((directory) => IGNORE_FILES.map((name) => join(directory, name))),
  );

const withAbove = (path: string): readonly string[] => (path === '/' ? [path] : [path, ...withAbove(dirname(path))]);

const writesOf = ({ acts, leadsTo }: Analysed): readonly Area[] =>
  acts.flatMap((act): readonly Area[] => {
    if (act.kind === 'write') return leadsTo(act.path).map((root) => ({ root, deep: act.how !== 'file' }));
    if (act.kind !== 'run' || isLook(act)) return [];
    const projects = projectsOf(leadsTo(act.cwd));
    // git keeps its own files up to date even when it only looks (the index).
    return act.argv[0] === 'git' ? projects.map(({ root }) => ({ root: `${root}/.git`, deep: true })) : projects;
  });

/** A verb or task may be called from any directory of its project. */
const projectsOf = (directories: readonly string[]): readonly Area[] =>
  directories.map((directory) => ({
    root: /^.*\/ws\/(?:apps|libs)\/[^/]+/.exec(directory)?.[0] ?? directory,
    deep: true,
  }));

const programsOf = ({ acts }: Analysed): ReadonlySet<string> =>
  new Set(acts.flatMap((act) => (act.kind === 'run' ? [basename(act.argv[0] ?? '')] : [])));

const DEEP: ReadonlySet<string> = new Set(['walk', 'tree', 'opened', 'search']);
/** They are judged by what they run, which is among the acts. */
const TRANSPARENT: ReadonlySet<string> = new Set(['timeout', 'nice', 'nohup', 'time']);
/** What they start is part of what they are: git its helpers, npm and Gradle the project's scripts. */
const OWN_PROCESSES: ReadonlySet<string> = new Set(['git', 'npm', 'gradlew', 'node', 'sh']);
/** Settings, logs and caches of the programs themselves, at home. */
const OWN_SETTINGS = ['.gitconfig', '.config/git', '.npmrc', '.npm/', '.npm', '.inputrc'] as const;
