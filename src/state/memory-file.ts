/**
 * One memory note as a file: front matter that people and gaffer both write, then the text. Front matter that cannot be
 * read is a problem that is shown; the whole file is then text, and nothing of it is changed.
 */
import { parse, parseDocument, stringify } from 'yaml';
import {
  MEMORY_SOURCES,
  MEMORY_TIERS,
  type MemoryItem,
  type MemorySource,
  type MemoryTier,
} from '../domain/memory/item.ts';
import { fail, ok, type Result } from '../domain/problem.ts';
import { blockText } from './worker-text.ts';

/** `MEMORY/hot/ports.md` lies in hot; null for what is no note. */
export const tierOfFile = (file: string): MemoryTier | null => {
  const match = /^MEMORY\/([a-z]+)\/[^/.][^/]*\.md$/.exec(file);
  return MEMORY_TIERS.find((tier) => tier === match?.[1]) ?? null;
};

/** `modifiedAt` stands in for what the front matter does not say. */
export const parseMemory = (file: string, source: string, modifiedAt: number): MemoryItem | null => {
  const tier = tierOfFile(file);
  if (tier === null) return null;
  const match = FRONT_MATTER.exec(source);
  const fields = match === null ? {} : (plainFields(match[1] ?? '') ?? yamlFields(match[1] ?? ''));
  const name = file.slice(file.lastIndexOf('/') + 1, -'.md'.length);
  const broken = typeof fields === 'string';
  const said: Fields = broken ? {} : fields;
  const id = text(said.id);
  return {
    id: id ?? name,
    file,
    tier,
    text: match === null || broken ? source : source.slice(match[0].length),
    topics: list(said.topics),
    project: text(said.project),
    source: sourceOf(said.source),
    createdAt: time(said.created) ?? modifiedAt,
    usedAt: time(said.used),
    uses: typeof said.uses === 'number' && said.uses > 0 ? Math.floor(said.uses) : 0,
    pinned: said.pinned === true,
    supersedes: list(said.supersedes),
    supersededBy: text(said['superseded by']),
    problem: broken ? fields : null,
    managed: id !== null,
  };
};

export type MemoryDraft = Pick<
  MemoryItem,
  'id' | 'text' | 'topics' | 'project' | 'source' | 'createdAt' | 'supersedes'
>;

/** A new note. Worker text is made harmless: it begins no front matter, heading or comment of its own. */
export const writeMemory = (draft: MemoryDraft): string => {
  const { worker, task, kind } = draft.source;
  const fields = {
    id: draft.id,
    topics: draft.topics,
    ...(draft.project === null ? {} : { project: draft.project }),
    source: { kind, ...(worker === null ? {} : { worker }), ...(task === null ? {} : { task }) },
    created: new Date(draft.createdAt).toISOString(),
    uses: 0,
    pinned: false,
    ...(draft.supersedes.length === 0 ? {} : { supersedes: draft.supersedes }),
  };
  return `---\n${frontMatterOf(fields)}---\n${blockText(draft.text).join('\n')}\n`;
};

/** What gaffer changes of a note that is there; null takes the key away. */
export interface MemoryChange {
  readonly used?: string;
  readonly uses?: number;
  readonly pinned?: boolean;
  readonly supersedes?: readonly string[];
  readonly 'superseded by'?: string | null;
}

/** Changes only these keys: the rest of the front matter, its comments and the text stay as they are. */
export const changeMemory = (source: string, change: MemoryChange): Result<string> => {
  const match = FRONT_MATTER.exec(source);
  if (match === null) {
    const kept = Object.entries(change).filter(([, value]) => value !== null);
    return ok(
      kept.length === 0 ? source : `---\n${stringify(Object.fromEntries(kept), { lineWidth: 0 })}---\n${source}`,
    );
  }
  const document = parseDocument(match[1] ?? '');
  if (document.errors.length > 0 || (document.contents !== null && typeof yamlFields(match[1] ?? '') === 'string'))
    return fail({
      kind: 'parse',
      message: 'its front matter cannot be read, so it is left alone',
      next: 'Mend the lines between the two ---.',
    });
  for (const [key, value] of Object.entries(change)) {
    if (value === null) document.delete(key);
    else if (value !== undefined) document.set(key, value);
  }
  const yaml = document.toString({ lineWidth: 0 });
  return ok(`---\n${yaml.endsWith('\n') ? yaml : `${yaml}\n`}---\n${source.slice(match[0].length)}`);
};

const FRONT_MATTER = /^---[ \t]*\r?\n([\s\S]*?)(?<=\n)---[ \t]*(?:\r?\n|$)/;

type Fields = Readonly<Record<string, unknown>>;

/**
 * The few shapes of line that gaffer itself writes, read without a YAML parser: a start reads thousands of files. Null
 * for anything else.
 */
const plainFields = (yaml: string): Fields | null => {
  const fields: Record<string, unknown> = {};
  for (const line of yaml.split('\n')) {
    if (line === '' || line === '\r') continue;
    const match = PLAIN_LINE.exec(line);
    if (match === null) return null;
    const [, key = '', word, words, pairs] = match;
    if (word !== undefined) fields[key] = scalar(word);
    else if (words !== undefined) fields[key] = words.trim() === '' ? [] : words.trim().split(/,\s*/);
    else fields[key] = Object.fromEntries((pairs ?? '').trim().split(/,\s*/).map(pairOf));
  }
  return fields;
};

/** `key: word`, `key: [ a, b ]`, `key: { a: b }`, of words that mean themselves in YAML. */
const PLAIN_LINE =
  /^([a-z][a-z ]*): (?:([\w./@+-]+|\d{4}-\d\d-\d\dT[\d:.]+Z)|\[ ?((?:[\w./@+-]+(?:, )?)*) ?\]|\{ ?((?:\w+: [\w./@+-]+(?:, )?)+) ?\})\r?$/;

const scalar = (word: string): unknown => {
  if (word === 'true' || word === 'false') return word === 'true';
  if (/^(?:null|~|yes|no|on|off)$/i.test(word)) return word === 'null' ? null : word;
  return /^\d{1,9}$/.test(word) ? Number(word) : word;
};

const pairOf = (pair: string): readonly [string, unknown] => {
  const at = pair.indexOf(': ');
  return [pair.slice(0, at), scalar(pair.slice(at + 2))];
};

/** The fields, or why there are none. */
const yamlFields = (yaml: string): Fields | string => {
  try {
    const fields: unknown = parse(yaml);
    if (fields === null) return {};
    return typeof fields === 'object' && !Array.isArray(fields) ? { ...fields } : 'its front matter is no list of keys';
  } catch (error) {
    return `its front matter cannot be read: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''}`;
  }
};

const text = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : typeof value === 'number' ? String(value) : null;

const list = (value: unknown): readonly string[] => {
  const values: readonly unknown[] = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [];
  return values.map(text).filter((each) => each !== null);
};

const time = (value: unknown): number | null => {
  const at = value instanceof Date ? value.getTime() : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : at;
};

const sourceOf = (value: unknown): MemorySource => {
  const said = typeof value === 'object' && value !== null ? new Map<string, unknown>(Object.entries(value)) : null;
  const kind = MEMORY_SOURCES.find((each) => each === (said?.get('kind') ?? value)) ?? 'person';
  const worker = said?.get('worker');
  return { kind, worker: typeof worker === 'number' ? worker : null, task: text(said?.get('task')) };
};

/** One key a line, each value in flow style: `topics: [ ports, tests ]`. */
const frontMatterOf = (fields: Readonly<Record<string, unknown>>): string =>
  Object.entries(fields)
    .map(([key, value]) => `${key}: ${stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd()}\n`)
    .join('');
