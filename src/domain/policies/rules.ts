/**
 * Which rule of POLICIES.md speaks of an act: prohibitions before standing permissions before questions before other
 * permissions, then the order of the file. A prohibition is read widely (any case, options in any place), a permission to
 * the letter.
 */
import picomatch from 'picomatch';
import { matchesCommand, permitsCommand } from './command-pattern.ts';
import type { Finding } from './finding.ts';
import { folded } from './paths.ts';
import { type Place, type PlaceProject, placesOf, type Scope } from './places.ts';
import type { Rule } from './policy.ts';
import type { VerdictOutcome } from './verdict.ts';

export const ruleOnPath = (family: 'Read' | 'Edit', place: Place, context: Scope): Finding | null =>
  firstRule(context, (rule) => {
    if (!FAMILIES[family].has(rule.tool) || !holdsAt(rule, place.project, context)) return false;
    return rule.outcome === 'allow' ? permitsPath(rule, place, context) : prohibitsPath(rule, place, context);
  });

export const ruleOnRun = (run: { readonly argv: readonly string[]; readonly cwd: string }, context: Scope) => {
  const project = placesOf(run.cwd, context)?.at(-1)?.project ?? { kind: 'none' };
  return firstRule(context, (rule) => {
    if (rule.tool !== 'Bash' || !holdsAt(rule, project, context)) return false;
    if (rule.specifier === null) return true;
    return rule.outcome === 'allow'
      ? permitsCommand(rule.specifier, run.argv)
      : matchesCommand(rule.specifier, run.argv);
  });
};

/** Other tools: `WebFetch(domain:example.com)`, `mcp__server__tool`. */
export const ruleOnTool = (
  { tool, subject }: { readonly tool: string; readonly subject: string | null },
  context: Scope,
): Finding | null =>
  firstRule(context, (rule) => {
    if (!matcher(rule.tool, false)(tool) || rule.scope.kind !== 'anywhere') return false;
    return rule.specifier === null || (subject !== null && matcher(rule.specifier, false)(subject));
  });

const FAMILIES: Readonly<Record<'Read' | 'Edit', ReadonlySet<string>>> = {
  Read: new Set(['Read', 'Glob', 'Grep', 'LS', 'NotebookRead']),
  Edit: new Set(['Edit', 'Write', 'MultiEdit', 'NotebookEdit']),
};

const ORDER: readonly ((rule: Rule) => boolean)[] = [
  ({ outcome }) => outcome === 'deny',
  ({ outcome, standing }) => outcome === 'allow' && standing === true,
  ({ outcome }) => outcome === 'ask',
  ({ outcome }) => outcome === 'allow',
];

const firstRule = ({ policy }: Scope, speaks: (rule: Rule) => boolean): Finding | null => {
  for (const isNext of ORDER) {
    const rule = policy.rules.find((each) => isNext(each) && !isEverythingElse(each) && speaks(each));
    if (rule !== undefined) return findingOf(rule);
  }
  return null;
};

/** `Bash(*)` under Ask first says what holds anyway: whatever nothing speaks of is asked. Permissions stand before it. */
const isEverythingElse = ({ outcome, tool, specifier }: Rule): boolean =>
  outcome === 'ask' && tool === 'Bash' && (specifier === null || /^[*:]+$/.test(specifier));

const findingOf = ({ outcome, text, file, line, reason }: Rule): Finding => ({
  outcome,
  stage: outcome === 'deny' ? 'boundaries' : 'rules',
  rule: text,
  from: `${file}:${line}`,
  because: reason ?? BECAUSE[outcome],
});

const BECAUSE: Readonly<Record<VerdictOutcome, string>> = {
  allow: 'the policy pre-approves it',
  ask: 'the policy wants to be asked first',
  deny: 'the policy forbids it',
};

/** A prohibition holds also where the project cannot be told for certain. */
const holdsAt = (rule: Rule, project: PlaceProject, context: Scope): boolean => {
  switch (rule.scope.kind) {
    case 'anywhere':
      return true;
    case 'locked':
      return project.kind === 'locked' || (project.kind === 'alike' && rule.outcome !== 'allow');
    case 'unlocked':
      return project.kind !== 'locked';
    case 'projects': {
      const name = project.kind === 'other' ? project.project : context.lockedProject;
      return project.kind !== 'none' && name !== null && matcher(rule.scope.glob, rule.outcome !== 'allow')(name);
    }
  }
};

const prohibitsPath = ({ specifier }: Rule, place: Place, context: Scope): boolean =>
  specifier === null || namesOf(place, context).some((name) => matchesTree(specifier, name, context, true));

/**
 * Outside the workspace only a rule that says so permits (`//abs`, `~/…`); among the shared files of the workspace only
 * one that names where: `**` alone means all of a project, not POLICIES.md's neighbours.
 */
const permitsPath = ({ specifier }: Rule, place: Place, context: Scope): boolean => {
  const pattern = specifier ?? '**';
  const outward = pattern.startsWith('//') || pattern.startsWith('~/');
  if (place.relative === null) return outward && matchesTree(pattern, place.path, context, false);
  if (place.project.kind === 'none' && /^[*?[{!(]/.test(pattern)) return false;
  return namesOf(place, context).some((name) => matchesTree(pattern, name, context, false));
};

/** The names by which a rule may mean a place: absolute, from the workspace, from its project. */
const namesOf = (place: Place, context: Scope): readonly string[] => {
  if (place.relative === null) return [place.path];
  const project = place.project.kind === 'other' ? place.project.project : context.lockedProject;
  const inProject = project !== null && place.relative.startsWith(`${project}/`);
  return inProject
    ? [place.path, place.relative, place.relative.slice(project.length + 1)]
    : [place.path, place.relative];
};

/** As .gitignore reads patterns: without a slash at any depth, and a directory stands for all below it. */
const matchesTree = (pattern: string, name: string, context: Scope, wide: boolean): boolean => {
  const wanted = absolutePattern(pattern, context);
  if (wanted.startsWith('/') !== name.startsWith('/')) return false;
  const glob = wanted.replace(/\/+$/, '');
  const deep = glob.includes('/') ? glob : `**/${glob}`;
  return matcher(deep, wide)(wide ? folded(name) : name) || matcher(`${deep}/**`, wide)(wide ? folded(name) : name);
};

const absolutePattern = (pattern: string, { home }: Scope): string => {
  if (pattern.startsWith('//')) return pattern.slice(1);
  if (pattern.startsWith('~/')) return `${home}/${pattern.slice(2)}`;
  return pattern.replace(/^\.?\//, '');
};

const compiled = new Map<string, (name: string) => boolean>();
/** Rules of one policy number in the hundreds; beyond that the memory is emptied and filled anew. */
const MAX_COMPILED = 4096;

const matcher = (glob: string, nocase: boolean): ((name: string) => boolean) => {
  const key = `${nocase ? 'i' : 's'}${glob}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  if (compiled.size >= MAX_COMPILED) compiled.clear();
  const fresh = picomatch(glob, { dot: true, nocase });
  compiled.set(key, fresh);
  return fresh;
};
