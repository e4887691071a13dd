/**
 * Which rule of POLICIES.md speaks of an act: prohibitions before standing permissions before questions before other
 * permissions, then the order of the file. A prohibition is read widely (any case, options in any place), a permission to
 * the letter.
 */
import type { RunAct } from './act.ts';
import { matchesCommand, permitsCommand } from './command-pattern.ts';
import type { Finding } from './finding.ts';
import type { GlobTest } from './glob-test.ts';
import { folded } from './paths.ts';
import { type Place, type PlaceProject, placesOf, type Scope } from './places.ts';
import type { Rule } from './policy.ts';
import { type PathRule, type RuleBook, ruleBookOf } from './rule-book.ts';

export const ruleOnPath = (family: 'Read' | 'Edit', place: Place, context: Scope): Finding | null => {
  const names = namesOf(place, context);
  const wide: Names = { absolute: folded(names.absolute), relative: names.relative.map(folded) };
  const speaking = bookOf(context)[family].find((each) => {
    if (!holdsAt(each, place.project, context)) return false;
    if (each.rule.outcome === 'allow') return permitsPath(each, place, names);
    return each.rule.specifier === null || covers(each, wide);
  });
  return speaking?.finding ?? null;
};

export const ruleOnRun = (
  { argv, cwd, goals, named }: Pick<RunAct, 'argv' | 'cwd' | 'goals' | 'named'>,
  context: Scope,
): Finding | null => {
  const project = placesOf(cwd, context)?.at(-1)?.project ?? { kind: 'none' };
  const speaking = bookOf(context)
    .Bash(argv[0] ?? '')
    .find((each) => {
      if (!holdsAt(each, project, context)) return false;
      if (each.rule.outcome !== 'allow') return each.pattern === null || matchesCommand(each.pattern, argv);
      return each.pattern === null ? named === undefined : permitsCommand(each.pattern, argv, goals, named);
    });
  return speaking?.finding ?? null;
};

/** Other tools: `WebFetch(domain:example.com)`, `mcp__server__tool`. */
export const ruleOnTool = (
  { tool, subject }: { readonly tool: string; readonly subject: string | null },
  context: Scope,
): Finding | null => {
  const speaking = bookOf(context).others.find(({ rule, isTool, isSubject }) => {
    if (rule.scope.kind !== 'anywhere' || !isTool(tool)) return false;
    return isSubject === null || (subject !== null && isSubject(subject));
  });
  return speaking?.finding ?? null;
};

const bookOf = ({ policy, home }: Scope): RuleBook => ruleBookOf(policy.rules, home);

/** A prohibition holds also where the project cannot be told for certain. */
const holdsAt = (
  { rule, isProject }: { readonly rule: Rule; readonly isProject: GlobTest | null },
  project: PlaceProject,
  context: Scope,
): boolean => {
  switch (rule.scope.kind) {
    case 'anywhere':
      return true;
    case 'locked':
      return project.kind === 'locked' || (project.kind === 'alike' && rule.outcome !== 'allow');
    case 'unlocked':
      return project.kind !== 'locked';
    case 'projects': {
      const name = project.kind === 'other' ? project.project : context.lockedProject;
      return project.kind !== 'none' && name !== null && isProject?.(name) === true;
    }
  }
};

/**
 * Outside the workspace only a rule that says so permits (`//abs`, `~/…`); among the shared files of the workspace only
 * one that names where: `**` alone means all of a project, not POLICIES.md's neighbours.
 */
const permitsPath = (rule: PathRule, place: Place, names: Names): boolean => {
  const { pattern } = rule;
  const outward = pattern.startsWith('//') || pattern.startsWith('~/');
  if (place.relative === null) return outward && covers(rule, names);
  if (place.project.kind === 'none' && /^[*?[{!(]/.test(pattern)) return false;
  return covers(rule, names);
};

const covers = ({ isAbsolute, covers: isCovered }: PathRule, { absolute, relative }: Names): boolean =>
  isAbsolute ? isCovered(absolute) : relative.some(isCovered);

/** The names by which a rule may mean a place: absolute, from the workspace, from its project. */
interface Names {
  readonly absolute: string;
  readonly relative: readonly string[];
}

const namesOf = ({ path, relative, project }: Place, { lockedProject }: Scope): Names => {
  if (relative === null) return { absolute: path, relative: [] };
  const name = project.kind === 'other' ? project.project : lockedProject;
  const isInProject = name !== null && relative.startsWith(`${name}/`);
  return { absolute: path, relative: isInProject ? [relative, relative.slice(name.length + 1)] : [relative] };
};
