/** Paths and globs as tools take them in their input, in every reading that a tool may give them. */
import type { Act, ReadHow } from './act.ts';
import type { JudgeContext } from './context.ts';
import { pathFrom } from './paths.ts';
import { picksSecrets } from './secrets.ts';
import { bracesOf } from './shell/braces.ts';
import type { ToolCall } from './verdict.ts';

/**
 * Claude Code trims the path, expands a leading `~` and resolves from the working directory; every reading counts, so
 * that a file whose name really begins with `~` does not slip through.
 */
export const pathsMeant = (given: string, call: ToolCall, { home }: JudgeContext): readonly string[] => {
  const readings = [given, given.trim()];
  if (/^~(\/|$)/.test(given.trim())) readings.push(`${home}${given.trim().slice(1)}`);
  return [...new Set(readings)].map((each) => pathFrom(call.cwd, each));
};

/** A variable or a foreign separator in a path: no tool expands it, and whoever wrote it expects otherwise. */
export const oddities = (given: string): readonly Act[] =>
  /[$\\]|^~[^/]|:\/\//.test(given) ? [{ kind: 'unclear', because: `${given} is not a plain path` }] : [];

export const reads = (given: string, how: ReadHow, call: ToolCall, context: JudgeContext): readonly Act[] => [
  ...oddities(given),
  ...pathsMeant(given, call, context).map((each): Act => ({ kind: 'read', path: each, how })),
];

/** A glob reads below its fixed beginning; its alternatives in braces are taken one by one. */
export const globbing = (pattern: string, base: string): readonly Act[] => {
  const alternatives = bracesOf(pattern) ?? [pattern];
  return alternatives.flatMap((each): readonly Act[] => {
    const parts = each.split('/');
    const wild = parts.findIndex((part) => /[*?[{(!\\]/.test(part));
    const fixed = (wild === -1 ? parts : parts.slice(0, wild)).join('/');
    const root = pathFrom(base, fixed === '' && each.startsWith('/') ? '/' : fixed);
    const climbs = wild !== -1 && parts.slice(wild).includes('..');
    return [
      { kind: 'read', path: root, how: wild === -1 ? 'names' : 'walk' },
      ...(climbs ? [{ kind: 'unclear', because: `${each} climbs out after a wildcard` } as const] : []),
      ...(each.startsWith('~') ? [{ kind: 'unclear', because: `${each} may begin at home` } as const] : []),
      ...(picksSecrets(each) ? [{ kind: 'unclear', because: `${each} may match a secret` } as const] : []),
    ];
  });
};
