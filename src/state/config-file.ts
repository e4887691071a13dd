/** Reads gaffer.yaml. Every error names file, line and column, what was found, what is expected, and what to do. */
import { type Document, isMap, isNode, isScalar, LineCounter, type Node, type Pair, parseDocument, visit } from 'yaml';
import { type Config, type ConfigIssue, parseConfig } from '../domain/config.ts';
import { fail, ok, type Place, type Problem, type Result } from '../domain/problem.ts';
import type { SharedFiles } from './shared-file.ts';

export const CONFIG_FILE = 'gaffer.yaml';

export const readConfig = async (files: SharedFiles): Promise<Result<Config>> => {
  const read = await files.read(CONFIG_FILE);
  if (!read.ok) return read;
  if (read.value.hash === null) {
    return fail({
      kind: 'missing',
      message: 'This directory is no workspace: it has no gaffer.yaml.',
      next: 'Make it one with gaffer init.',
    });
  }
  const { config, problems } = parseConfigText(read.value.text);
  const [first] = problems;
  return config === null ? fail(first ?? UNREADABLE) : ok(config);
};

export interface ConfigText {
  /** Null when there are problems. */
  readonly config: Config | null;
  readonly problems: readonly Problem[];
}

export const parseConfigText = (text: string, file = CONFIG_FILE): ConfigText => {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, uniqueKeys: true });
  const placeAt = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return { file, line, column: col };
  };
  if (document.errors.length > 0) {
    return { config: null, problems: document.errors.map(({ message, pos }) => brokenYaml(message, placeAt(pos[0]))) };
  }
  const value = plainValue(document);
  if (!value.ok) return { config: null, problems: [{ ...value.problem, where: placeAt(unresolvedAlias(document)) }] };
  const parsed = parseConfig(value.value);
  if (parsed.ok) return { config: parsed.config, problems: [] };
  return { config: null, problems: parsed.issues.map((issue) => problemFrom(issue, document, placeAt)) };
};

const UNREADABLE: Problem = { kind: 'config', message: 'gaffer.yaml does not read as a configuration.' };

/** The message of the YAML parser goes on with an excerpt of the file, which the place makes needless. */
const brokenYaml = (message: string, where: Place): Problem => ({
  kind: 'config',
  message: message.split(/ at line \d+|\n/)[0] ?? message,
  where,
  expected: 'YAML',
});

/** Aliases may be nested so that a small file becomes a huge value; the parser refuses that by throwing. */
const plainValue = (document: Document.Parsed): Result<unknown> => {
  try {
    return ok(document.toJS());
  } catch (cause) {
    return fail({ kind: 'config', message: cause instanceof Error ? cause.message : String(cause) });
  }
};

/** Where the first alias stands that names no anchor; the beginning of the file when it is not that. */
const unresolvedAlias = (document: Document.Parsed): number => {
  let offset = 0;
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) !== undefined) return undefined;
      offset = alias.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
};

const problemFrom = (issue: ConfigIssue, document: Document.Parsed, placeAt: (offset: number) => Place): Problem => {
  const node = issue.atKey ? keyNode(document, issue.path) : nodeAt(document, issue.path);
  const where = placeAt(node?.range?.[0] ?? 0);
  const found = issue.atKey ? null : foundIn(document, issue.path);
  const expected = issue.expected === undefined ? {} : { expected: issue.expected };
  // What has a default may be left out, so whatever is missed has none.
  if (found === undefined)
    return { kind: 'config', message: `${issue.name} is missing`, where, ...expected, next: 'Add it.' };
  return {
    kind: 'config',
    message: issue.message,
    where,
    ...(found === null ? {} : { found }),
    ...expected,
    next: issue.next ?? 'Correct it, or take it out for the default.',
  };
};

/** The node at the path, or the nearest one above it when the path names something that is not there. */
const nodeAt = (document: Document.Parsed, path: readonly (string | number)[]): Node | null => {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node)) return node;
  }
  return document.contents;
};

const keyNode = (document: Document.Parsed, path: readonly (string | number)[]): Node | null => {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return null;
  const pair: Pair | undefined = parent.items.find(({ key }) => isScalar(key) && String(key.value) === path.at(-1));
  return isNode(pair?.key) ? pair.key : null;
};

/** A value that long is no help in a message. */
const FOUND_LENGTH = 60;

/** Undefined where nothing stands. */
const foundIn = (document: Document.Parsed, path: readonly (string | number)[]): string | undefined => {
  const value: unknown = path.length === 0 ? document.toJS() : document.getIn(path);
  if (value === undefined) return undefined;
  const text = JSON.stringify(isNode(value) ? value.toJSON() : value) ?? 'nothing';
  return text.length > FOUND_LENGTH ? `${text.slice(0, FOUND_LENGTH)}…` : text;
};
