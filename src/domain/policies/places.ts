/**
 * What a path is to the policy: whose project, which protected file. Protected names are compared in folded case, so
 * that a verdict is the same on a file system that ignores case; permissions are granted to the exact name only.
 */
import type { JudgeContext } from './context.ts';
import { below, folded, lexicalPath, physicalPath, remembering } from './paths.ts';
import { isSecret } from './secrets.ts';

export interface Place {
  /** Normalized absolute path, for display. */
  readonly path: string;
  /** Relative to the workspace when it lies inside, by its exact name. */
  readonly relative: string | null;
  readonly project: PlaceProject;
  readonly protection: Protection | null;
}

export type PlaceProject =
  | { readonly kind: 'none' }
  | { readonly kind: 'locked' }
  /** Another spelling of the locked project's name: the same directory or another, by file system. */
  | { readonly kind: 'alike' }
  | { readonly kind: 'other'; readonly project: string };

export type Protection =
  | { readonly kind: 'ssh' }
  /** gaffer's own directory: sockets, tokens, journal. */
  | { readonly kind: 'control' }
  /** Terminals, and the insides of running processes. */
  | { readonly kind: 'process' }
  /** POLICIES.md, locks, state: what the fleet is governed by. */
  | { readonly kind: 'governing'; readonly readable: boolean }
  | { readonly kind: 'status'; readonly worker: number }
  | { readonly kind: 'secret' }
  /** What git and the agents execute or are configured by. */
  | { readonly kind: 'executor' };

/** The context of one derivation: it looks at each thing once, and remembers what each path turned out to be. */
export interface Scope extends JudgeContext {
  /** The workspace may be reached by a symlink (`/tmp` on macOS): both its names are inside. */
  readonly roots: readonly string[];
  readonly known: Map<string, readonly Place[] | null>;
}

export const scopeOf = (context: JudgeContext, cwd: string): Scope => {
  const probe = remembering(context.probe, cwd);
  const physical = physicalPath(context.workspace, probe);
  const roots =
    physical === null || physical === context.workspace ? [context.workspace] : [context.workspace, physical];
  return { ...context, probe, roots, known: new Map() };
};

/** All that `path` may turn out to be: by the letter, by the kernel, and by the letter first; null if it cannot be told. */
export const placesOf = (path: string, scope: Scope): readonly Place[] | null => {
  const known = scope.known.get(path);
  if (known !== undefined) return known;
  const places = lookUp(path, scope);
  scope.known.set(path, places);
  return places;
};

const lookUp = (path: string, scope: Scope): readonly Place[] | null => {
  const lexical = withoutProcRoot(lexicalPath(path));
  // They mean the descriptors of whoever opens them, which is not us.
  if (OWN_STREAM.test(lexical)) return [placeOf(lexical, scope)];
  const physical = physicalPath(path, scope.probe);
  const normalizedFirst = lexical === path ? physical : physicalPath(lexical, scope.probe);
  if (physical === null || normalizedFirst === null) return null;
  if (physical === lexical && normalizedFirst === lexical) return [placeOf(lexical, scope)];
  return [...new Set([lexical, physical, normalizedFirst])].map((each) => placeOf(each, scope));
};

const OWN_STREAM = /^\/dev\/(stdin|stdout|stderr|fd\/\d+)$/;

/** `/proc/self/root` is `/` by another name, also where /proc cannot be looked at from here. */
const withoutProcRoot = (path: string): string =>
  path.replace(/^\/proc\/(self|thread-self|\d+)(\/task\/\d+)?\/root(?=\/|$)/, '') || '/';

const placeOf = (path: string, context: Scope): Place => {
  const relative = relativeIn(context, path);
  const near = relative ?? foldedRelativeIn(context, path);
  return {
    path,
    relative,
    project: near === null ? { kind: 'none' } : projectAt(near, relative !== null, context),
    protection: protectionOf(path, near, context),
  };
};

const relativeIn = (context: Scope, path: string): string | null => {
  for (const root of context.roots) {
    const relative = below(root, path);
    if (relative !== null) return relative;
  }
  return null;
};

/** The same in folded case, cut from the path as it is written. */
const foldedRelativeIn = (context: Scope, path: string): string | null => {
  for (const root of context.roots) {
    if (below(folded(root), folded(path)) !== null) return path.slice(root.length + 1);
  }
  return null;
};

const projectAt = (relative: string, exact: boolean, context: Scope): PlaceProject => {
  const locked = context.lockedProject;
  if (locked !== null && exact && below(locked, relative) !== null) return { kind: 'locked' };
  if (locked !== null && below(folded(locked), folded(relative)) !== null) return { kind: 'alike' };
  const project = context.projectOf(relative) ?? context.projectOf(folded(relative));
  return project === null ? { kind: 'none' } : { kind: 'other', project };
};

const protectionOf = (path: string, near: string | null, context: Scope): Protection | null => {
  const whole = folded(path);
  if (whole.includes('.ssh') && componentsOf(whole).includes('.ssh')) return { kind: 'ssh' };
  const names = componentsOf(near === null ? whole : folded(near));
  if (names.includes('.gaffer') || isSocketPlace(path)) return { kind: 'control' };
  if (PROCESS.test(path)) return { kind: 'process' };
  const governing = near === null ? null : governingAt(names);
  if (governing !== null) return governing;
  if (isGovernedByInode(path, context)) return { kind: 'governing', readable: true };
  if (isSecret(near ?? path)) return { kind: 'secret' };
  if (near !== null && names.some((name) => EXECUTORS.has(name))) return { kind: 'executor' };
  return null;
};

/** Where gaffer's sockets lie, whatever the runtime directory is called. */
const isSocketPlace = (path: string): boolean =>
  /^\/run\/user\/[^/]+\/gaffer(\/|$)|^(\/private)?(\/tmp|\/var\/tmp|\/var\/folders\/.+)\/gaffer-\d+(\/|$)/.test(path) ||
  /\/(control|gate)\.sock$/.test(path);

const PROCESS =
  /^\/dev\/(pts(\/|$)|tty|console|vcs|uinput|input(\/|$))|^\/proc\/[^/]+\/(task\/[^/]+\/)?(environ|mem|maps|fd|attr|oom_\w+)(\/|$)/;

/** Trailing dots and spaces fall off on some file systems. */
const componentsOf = (path: string): readonly string[] => {
  const names = path.split('/');
  return TAIL.test(path) ? names.map((name) => name.replace(/(?<=[^. ])[. ]+$/, '')) : names;
};

const TAIL = /[. ](\/|$)/;

const governingAt = (names: readonly string[]): Protection | null => {
  const [first = '', second] = names;
  if (first === '.orchestrator') return { kind: 'governing', readable: false };
  if (second !== undefined) return null;
  if (GOVERNING.has(first)) return { kind: 'governing', readable: true };
  const status = /^worker([1-9]\d?)\.md$/.exec(first);
  return status === null ? null : { kind: 'status', worker: Number(status[1]) };
};

const GOVERNING_FILES = ['POLICIES.md', 'STATUS.md', 'DECISIONS.md', 'LOCKS.md', 'gaffer.yaml', 'POLICIES.test.yaml'];
const GOVERNING: ReadonlySet<string> = new Set([...GOVERNING_FILES, 'gaffer.yml'].map(folded));
const EXECUTORS: ReadonlySet<string> = new Set(['.git', '.claude', '.mcp.json']);

/** Another name (hard link) of a governing file is that file. Only files with several names need the look. */
const isGovernedByInode = (path: string, context: Scope): boolean => {
  const facts = context.probe.lstat(path);
  if (facts === null || facts.kind !== 'file' || facts.links < 2) return false;
  return GOVERNING_FILES.some((name) => {
    const known = context.probe.lstat(`${context.workspace}/${name}`);
    return known !== null && known.dev === facts.dev && known.ino === facts.ino;
  });
};

/** Whether a file has names that cannot be seen from here. */
export const hasOtherNames = (path: string, context: Scope): boolean => {
  const facts = context.probe.lstat(path);
  return facts !== null && facts.kind === 'file' && facts.links > 1;
};

/** Whether a file is, by another name, a secret in a directory above it, where secrets usually lie. */
export const isLinkToSecret = (path: string, context: Scope): boolean => {
  const facts = context.probe.lstat(path);
  if (facts === null || facts.links < 2) return false;
  const relative = relativeIn(context, path);
  if (relative === null) return false;
  const above = relative.split('/').map((_, depth, names) => names.slice(0, depth).join('/'));
  return above.some((directory) => {
    const known = context.probe.lstat(lexicalPath(`${context.workspace}/${directory}/.env`));
    return known !== null && known.dev === facts.dev && known.ino === facts.ino;
  });
};
