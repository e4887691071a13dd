/**
 * A Home Assistant configuration as one tree: `!include` and its kin followed, `!secret` and `!env_var` named, every node with
 * its file and line. What cannot be followed is a problem, with its place.
 */
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

export type HaNode = { readonly file: string; readonly line: number } & (
  | { readonly kind: 'map'; readonly entries: readonly HaEntry[] }
  | { readonly kind: 'list'; readonly items: readonly HaNode[] }
  | { readonly kind: 'scalar'; readonly value: unknown; readonly tag: string | null }
);

export interface HaEntry {
  readonly key: string;
  readonly line: number;
  readonly value: HaNode;
}

export interface HaTree {
  readonly root: HaNode;
  readonly files: readonly string[];
  readonly problems: readonly string[];
}

/** A circle of includes ends long before this. */
const MAX_DEPTH = 20;

export const readHaTree = async (root: string): Promise<HaTree> => {
  const problems: string[] = [];
  const files = new Set<string>();
  const at = (file: string, line: number): string => `${relative(root, file)}:${line}`;
  const empty = (file: string, line: number): HaNode => ({
    kind: 'map',
    entries: [],
    file: relative(root, file),
    line,
  });

  const load = async (file: string, from: string, chain: readonly string[]): Promise<HaNode> => {
    if (file !== root && !file.startsWith(root + sep)) {
      problems.push(`${from}: ${file} is outside of the configuration`);
      return empty(file, 1);
    }
    if (chain.includes(file) || chain.length > MAX_DEPTH) {
      problems.push(`${from}: ${relative(root, file)} includes itself`);
      return empty(file, 1);
    }
    const text = await readFile(file, 'utf8').catch(() => null);
    if (text === null) {
      problems.push(`${from}: there is no ${relative(root, file)}`);
      return empty(file, 1);
    }
    files.add(relative(root, file));
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, logLevel: 'silent' });
    for (const { message, pos } of document.errors)
      problems.push(`${at(file, lines.linePos(pos[0]).line)}: ${message.split(/ at line \d+|\n/)[0] ?? message}`);
    const lineOf = (node: Node | null): number => lines.linePos(node?.range?.[0] ?? 0).line;
    const convert = async (node: Node | null): Promise<HaNode> => {
      const place = { file: relative(root, file), line: lineOf(node) };
      if (isAlias(node)) return convert(node.resolve(document) ?? null);
      if (isMap(node)) {
        const entries: HaEntry[] = [];
        for (const pair of node.items) {
          const key = isScalar(pair.key) ? String(pair.key.value) : '';
          const value = pair.value as Node | null;
          const line = isScalar(pair.key) ? lineOf(pair.key) : place.line;
          const child = await convert(value);
          // `<<: *base` brings in the keys of another map.
          if (key === '<<' && child.kind === 'map') entries.push(...child.entries);
          else entries.push({ key, line, value: child });
        }
        return { ...place, kind: 'map', entries };
      }
      if (isSeq(node)) {
        const items: HaNode[] = [];
        for (const item of node.items) items.push(await convert(item as Node | null));
        return { ...place, kind: 'list', items };
      }
      const tag = node?.tag ?? null;
      const value = isScalar(node) ? node.value : null;
      return tag?.startsWith('!include') === true
        ? include(tag, resolve(dirname(file), String(value)), at(file, place.line), [...chain, file])
        : { ...place, kind: 'scalar', value, tag: tag?.startsWith('!') === true ? tag : null };
    };
    return convert(document.contents);
  };

  const include = async (tag: string, path: string, from: string, chain: readonly string[]): Promise<HaNode> => {
    if (tag === '!include') return load(path, from, chain);
    const found = await yamlFilesIn(path);
    if (found === null) {
      problems.push(`${from}: there is no directory ${relative(root, path)}`);
      return empty(path, 1);
    }
    const loaded: { readonly name: string; readonly node: HaNode }[] = [];
    for (const file of found) loaded.push({ name: basename(file, extname(file)), node: await load(file, from, chain) });
    const place = { file: relative(root, path), line: 1 };
    switch (tag) {
      case '!include_dir_list':
        return { ...place, kind: 'list', items: loaded.map(({ node }) => node) };
      case '!include_dir_merge_list':
        return {
          ...place,
          kind: 'list',
          items: loaded.flatMap(({ node }) => (node.kind === 'list' ? node.items : [])),
        };
      case '!include_dir_named':
        return {
          ...place,
          kind: 'map',
          entries: loaded.map(({ name, node }) => ({ key: name, line: 1, value: node })),
        };
      case '!include_dir_merge_named':
        return {
          ...place,
          kind: 'map',
          entries: loaded.flatMap(({ node }) => (node.kind === 'map' ? node.entries : [])),
        };
      default:
        problems.push(`${from}: ${tag} is no tag of Home Assistant`);
        return empty(path, 1);
    }
  };

  const tree = await load(join(root, 'configuration.yaml'), 'configuration.yaml', []);
  return { root: tree, files: [...files], problems };
};

const yamlFilesIn = async (directory: string): Promise<readonly string[] | null> => {
  const found = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => null);
  return (
    found
      ?.filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name) && !entry.name.startsWith('.'))
      .map((entry) => join(entry.parentPath, entry.name))
      .toSorted() ?? null
  );
};

export interface Visited {
  /** Keys from the root; a number for a place in a list. */
  readonly path: readonly (string | number)[];
  readonly node: HaNode;
}

/** Every node of the tree, parents first. */
export const visitHa = function* (node: HaNode, path: readonly (string | number)[] = []): Generator<Visited> {
  yield { path, node };
  if (node.kind === 'map') for (const { key, value } of node.entries) yield* visitHa(value, [...path, key]);
  if (node.kind === 'list') for (const [index, item] of node.items.entries()) yield* visitHa(item, [...path, index]);
};
