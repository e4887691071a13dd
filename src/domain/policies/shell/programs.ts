/** All programs whose arguments are understood, by name. What is not here is asked about. */
import type { Act } from '../act.ts';
import { type Arg, HOLE, programName } from './arg.ts';
import { BUILDS, CHECKERS } from './grammar/builds.ts';
import { FILES } from './grammar/files.ts';
import { FILTERS } from './grammar/filters.ts';
import { GIT } from './grammar/git.ts';
import { GRADLE } from './grammar/gradle.ts';
import { INTERPRETERS } from './grammar/interpreters.ts';
import { LOOKS } from './grammar/looks.ts';
import { NETWORK } from './grammar/network.ts';
import { NPM } from './grammar/npm.ts';
import { PRIVILEGE } from './grammar/privilege.ts';
import { PROCESSES } from './grammar/processes.ts';
import { SEARCH } from './grammar/search.ts';
import { SPEAKERS } from './grammar/speakers.ts';
import { WRAPPERS } from './grammar/wrappers.ts';
import { namesWithin } from './naming.ts';
import { type Reader, type Usage, usage } from './usage.ts';

const PROGRAMS: ReadonlyMap<string, Reader> = new Map(
  [
    FILTERS,
    SEARCH,
    GIT,
    GRADLE,
    NPM,
    FILES,
    INTERPRETERS,
    WRAPPERS,
    PRIVILEGE,
    NETWORK,
    BUILDS,
    LOOKS,
    SPEAKERS,
    PROCESSES,
  ].flatMap((family) => Object.entries(family)),
);

/** Programs that only read are no danger to find in the arguments of another. */
const HARMLESS: ReadonlySet<string> = new Set([
  ...Object.keys(FILTERS),
  ...Object.keys(SEARCH),
  ...Object.keys(LOOKS),
  'make',
  'go',
  'pytest',
  ...CHECKERS,
]);

export const isWorthFinding = (name: string): boolean => PROGRAMS.has(name) && !HARMLESS.has(name);

export const readUsage = (name: Arg, args: readonly Arg[]): Usage => {
  const known = name.text.includes('/') && !GRADLE_WRAPPER.test(name.text) ? programName(name.text) : name.text;
  const reader = PROGRAMS.get(known) ?? PROGRAMS.get(versionless(known));
  if (reader === undefined) return name.kind === 'exact' ? unknownProgram(name, args) : guessed(name, args);
  const found = reader(args, known);
  const isElsewhere = name.text.includes('/') && known !== name.text;
  return isElsewhere ? outsidePath(name, found) : found;
};

/** `python3.12` is python3. */
const versionless = (name: string): string => name.replace(/[\d.-]+$/, '');
const GRADLE_WRAPPER = /^\.\/gradlew$/;

const unknownProgram = (name: Arg, args: readonly Arg[]): Usage =>
  usage({
    touches: args.flatMap(namesWithin),
    reads: name.text.includes('/') ? [{ arg: name, how: 'names' }] : [],
  });

/** A program by its path is not the one of that name on PATH: refused like it, never pre-approved like it. */
const outsidePath = (name: Arg, found: Usage): Usage => ({
  ...found,
  standing:
    found.standing === 'reading' || found.standing === 'repository' || found.standing === 'task'
      ? 'plain'
      : found.standing,
  doubts: [...found.doubts, `${name.text} is a program by its path, not the one that PATH finds`],
  transparent: false,
  // A wrapper script builds the project that it lies in, wherever it is called from.
  touches: programName(name.text) === 'gradlew' ? [...found.touches, name] : found.touches,
});

/** A name that the shell still expands: taken for the dangerous programs that it may turn out to be. */
const guessed = (name: Arg, args: readonly Arg[]): Usage => {
  const expression = globExpression(programName(name.text));
  const candidates = expression === null ? [] : DANGEROUS.filter((each) => expression.test(each));
  return usage({
    touches: args,
    runs: candidates.map((each) => [{ kind: 'exact', text: each }, ...args]),
    doubts: ['which program runs is known only when it runs'],
  });
};

const DANGEROUS = ['sudo', 'doas', 'rm', 'git', 'npm', 'gh', 'docker'];

const globExpression = (text: string): RegExp | null => {
  if (text.length > 40 || text.replace(/[*?]|\[[^\]]*\]/g, '').replaceAll(HOLE, '') === '') return null;
  const source = text
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
    .replaceAll(HOLE, '.*');
  try {
    return new RegExp(`^${source}$`);
  } catch {
    return null;
  }
};

export const FETCHED_CODE: Act = {
  kind: 'forbidden',
  boundary: 'Bash(curl | sh)',
  because: 'what curl or wget fetches would be run unseen',
};
