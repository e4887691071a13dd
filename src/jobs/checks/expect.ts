/**
 * Holds text against what gaffer.yaml expects of it. A pattern is a person's and the text is the outside's: together they
 * could run for hours, so they are matched under a time limit that interrupts them.
 */
import { createContext, Script } from 'node:vm';
import type { JsonExpectation } from '../../domain/checks/spec-services.ts';
import { patternParts } from '../../domain/checks/spec-values.ts';
import { parseJson } from '../../domain/json.ts';

const PATTERN_MS = 250;

export type Match = 'yes' | 'no' | 'too long';

export const matchPattern = (pattern: string, text: string): Match => {
  const [source, flags] = patternParts(pattern);
  const context = createContext({ source, flags, text });
  try {
    return SCRIPT.runInContext(context, { timeout: PATTERN_MS }) === true ? 'yes' : 'no';
  } catch {
    return 'too long';
  }
};

const SCRIPT = new Script('new RegExp(source, flags).test(text)');

/** What is not as it should be, as sentences; empty when all is. */
export const jsonBreaches = (text: string, expectations: readonly JsonExpectation[]): readonly string[] => {
  if (expectations.length === 0) return [];
  const value = parseJson(text);
  if (value === undefined) return ['its output is no JSON'];
  return expectations.flatMap((expected) => breachOf(expected, valueAt(value, expected.at)));
};

const breachOf = ({ at, equals, below, above, matches }: JsonExpectation, value: unknown): readonly string[] => {
  const shown = JSON.stringify(value) ?? 'nothing';
  if (value === undefined) return [`${at} is not there`];
  if (equals !== undefined && value !== equals) return [`${at} is ${shown}, and should be ${JSON.stringify(equals)}`];
  if (below !== undefined && !(typeof value === 'number' && value < below))
    return [`${at} is ${shown}, and should be below ${below}`];
  if (above !== undefined && !(typeof value === 'number' && value > above))
    return [`${at} is ${shown}, and should be above ${above}`];
  if (matches !== undefined && matchPattern(matches, typeof value === 'string' ? value : shown) !== 'yes')
    return [`${at} is ${shown}, and should match ${matches}`];
  return [];
};

/** `disks[0].state` */
const valueAt = (value: unknown, path: string): unknown =>
  path
    .split(/[.[\]]+/)
    .filter((part) => part !== '')
    .reduce<unknown>(
      (inner, part) =>
        typeof inner === 'object' && inner !== null && Object.hasOwn(inner, part)
          ? Reflect.get(inner, part)
          : undefined,
      value,
    );
