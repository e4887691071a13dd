/**
 * What a held call would do, in short lists for the person who decides: what it would run, change, read and reach, and what
 * nobody can say. Taken from the judge's own analysis, when the question is put.
 */
import type { Act, ReadHow } from './act.ts';
import type { Derivation } from './judge.ts';
import { below } from './paths.ts';

export interface Risk {
  readonly runs: readonly string[];
  readonly writes: readonly string[];
  readonly reads: readonly string[];
  /** Hosts and services outside of this machine. */
  readonly reaches: readonly string[];
  /** Why it cannot be said for certain. */
  readonly unclear: readonly string[];
}

/** A list that a person takes in at a glance; the last entry says how many were left out. */
const SHOWN = 6;
/** Longer texts are in the call itself, which the card shows whole. */
const MAX_CHARS = 120;

export const riskOf = ({ parts }: Derivation, workspace: string): Risk => {
  const acts = parts.flatMap(({ steps }) => steps.map(({ act }) => act));
  const short = (path: string): string => below(workspace, path.replace(/\/+$/, '') || '/') ?? path;
  return {
    runs: shown(acts.flatMap((act) => (act.kind === 'run' ? [act.argv.join(' ')] : []))),
    writes: shown(acts.flatMap((act) => (act.kind === 'write' ? [written(act, short(act.path))] : []))),
    reads: shown(
      acts.flatMap((act) => (act.kind === 'read' && SHOWING.has(act.how) ? [read(act, short(act.path))] : [])),
    ),
    reaches: shown(acts.flatMap(reachedBy)),
    unclear: shown(acts.flatMap((act) => (act.kind === 'unclear' ? [act.because] : []))),
  };
};

/** How something is read of which more is told than that it exists. */
const SHOWING: ReadonlySet<ReadHow> = new Set(['walk', 'content', 'tree', 'opened', 'search']);

const shown = (texts: readonly string[]): readonly string[] => {
  const all = [...new Set(texts.map((text) => (text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS - 1)}…` : text)))];
  return all.length <= SHOWN ? all : [...all.slice(0, SHOWN), `and ${all.length - SHOWN} more`];
};

const written = ({ how, door }: Extract<Act, { kind: 'write' }>, path: string): string => {
  const what = how === 'file' ? path : `${path}/ and all below`;
  return door === 'unknown-program' ? `perhaps ${what}` : what;
};

const read = ({ how }: Extract<Act, { kind: 'read' }>, path: string): string =>
  how === 'content' ? path : `${path === '' ? '.' : path}/ and all below${how === 'walk' ? ' (names)' : ''}`;

const reachedBy = (act: Act): readonly string[] => {
  if (act.kind === 'tool') return toolReaches(act);
  if (act.kind !== 'run') return [];
  const [program = '', verb = ''] = act.argv.map((word) => word.replace(/^.*\//, ''));
  const named = act.argv.flatMap(hostsIn);
  if (program === 'git' && REMOTE_VERBS.has(verb)) return [...named, `git remote (${verb})`];
  if (PACKAGES.test(`${program} ${verb}`)) return [...named, 'package registry'];
  if (/^(docker|podman)$/.test(program) && /^(pull|push|build|run|login)$/.test(verb))
    return [...named, 'image registry'];
  if (NETWORK.has(program) && named.length === 0) return ['network'];
  return named;
};

const toolReaches = ({ tool, subject }: Extract<Act, { kind: 'tool' }>): readonly string[] => {
  if (subject?.startsWith('domain:') === true) return [subject.slice('domain:'.length)];
  if (tool === 'WebSearch') return ['web search'];
  const server = /^mcp__(.+?)__/.exec(tool)?.[1];
  return server === undefined ? [] : [`tools server ${server}`];
};

const hostsIn = (word: string): readonly string[] => {
  const url = /^(?:[\w.-]+=)?[a-z][a-z+]*:\/\/(?:[^/@\s]*@)?([\w.-]+|\[[\da-f:]+\])/i.exec(word)?.[1];
  const login = /^[\w.-]+@([\w.-]+)(?=:|$)/.exec(word)?.[1];
  return [url, login].flatMap((host) => (host === undefined || host === '' ? [] : [host]));
};

const REMOTE_VERBS: ReadonlySet<string> = new Set(['push', 'pull', 'fetch', 'clone', 'ls-remote', 'submodule']);
const PACKAGES =
  /^(npm|pnpm|yarn|bun) (i|install|ci|add|update|publish|audit|exec|x|dlx)$|^(npx|pnpx|bunx|uvx|pipx) |^pip3? install$|^(cargo|go|gem|brew|apt|apt-get|uv|poetry|composer) (install|get|add|update|fetch|publish|upgrade)$/;
const NETWORK: ReadonlySet<string> = new Set(
  'curl wget ssh scp sftp rsync nc ncat netcat telnet ftp gh hub aws gcloud az kubectl terraform ping dig'.split(' '),
);
