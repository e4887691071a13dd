/** The files of a built site, and what its pages refer to. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';

export interface SiteFile {
  /** Relative to the site, `/` separated. */
  readonly path: string;
  readonly bytes: number;
}

/** A site of more files than this is not one that a person deploys from a project. */
const MAX_FILES = 50_000;

/** Null when there is no such directory. */
export const siteFiles = async (root: string): Promise<readonly SiteFile[] | null> => {
  const found = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => null);
  if (found === null) return null;
  const files = found.filter((entry) => entry.isFile()).slice(0, MAX_FILES);
  return Promise.all(
    files.map(async (entry) => {
      const full = join(entry.parentPath, entry.name);
      return { path: full.slice(root.length + 1), bytes: (await stat(full)).size };
    }),
  );
};

export const isPage = ({ path }: SiteFile): boolean => /\.html?$/i.test(path);

export interface Reference {
  readonly url: string;
  readonly line: number;
  /** Loaded with the page, not only linked from it. */
  readonly loaded: boolean;
}

export interface PageText {
  readonly references: readonly Reference[];
  /** What a `#fragment` may name. */
  readonly ids: ReadonlySet<string>;
}

export const readPage = async (file: string): Promise<PageText> => pageText(await readFile(file, 'utf8'));

const TAG = /<([a-zA-Z][\w-]*)((?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?|\s*\/)*)\s*>/g;
const ATTRIBUTE = /([^\s"'<>/=]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))/g;

const pageText = (html: string): PageText => {
  const references: Reference[] = [];
  const ids = new Set<string>();
  // What stands in comments and scripts is no reference; their line breaks still count.
  const text = html
    .replaceAll(/<!--[\s\S]*?-->/g, blank)
    .replaceAll(
      /(<script\b[^>]*>)([\s\S]*?)(<\/script>)/gi,
      (_, open: string, inner: string, close: string) => open + blank(inner) + close,
    )
    .replaceAll(
      /(<style\b[^>]*>)([\s\S]*?)(<\/style>)/gi,
      (_, open: string, inner: string, close: string) => open + blank(inner) + close,
    );
  for (const match of text.matchAll(TAG)) {
    const [, name = '', attributes = ''] = match;
    const line = text.slice(0, match.index).split('\n').length;
    const values = attributesOf(attributes);
    const id = values.get('id') ?? (name.toLowerCase() === 'a' ? values.get('name') : undefined);
    if (id !== undefined) ids.add(id);
    for (const [url, loaded] of urlsOf(name.toLowerCase(), values)) references.push({ url, line, loaded });
  }
  return { references, ids };
};

const blank = (text: string): string => text.replaceAll(/[^\n]/g, ' ');

const attributesOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    [...text.matchAll(ATTRIBUTE)].map(([, name = '', double, single, bare]) => [
      name.toLowerCase(),
      decoded(double ?? single ?? bare ?? ''),
    ]),
  );

const decoded = (text: string): string =>
  text.trim().replaceAll('&amp;', '&').replaceAll('&#38;', '&').replaceAll('&quot;', '"');

const urlsOf = (tag: string, values: ReadonlyMap<string, string>): readonly (readonly [string, boolean])[] => {
  const href = values.get('href');
  const rel = (values.get('rel') ?? '').toLowerCase();
  const src = ['src', 'poster', 'data'].flatMap((name) => values.get(name) ?? []);
  const srcset = (values.get('srcset') ?? '')
    .split(',')
    .flatMap((part) => part.trim().split(/\s+/)[0] ?? [])
    .filter((url) => url !== '');
  return [
    ...(href === undefined || tag === 'base'
      ? []
      : [[href, tag === 'link' && /stylesheet|icon|preload|manifest/.test(rel)] as const]),
    // A page loads one of a set, so the set is only linked.
    ...src.map((url) => [url, tag !== 'a'] as const),
    ...srcset.map((url) => [url, false] as const),
  ];
};

export type Aim =
  | { readonly kind: 'outside' }
  | { readonly kind: 'inside'; readonly path: string; readonly fragment: string };

/** Where a reference of the page at `from` leads, when the site is served below `basePath`. */
export const aimOf = (url: string, from: string, basePath: string): Aim => {
  if (/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(url)) return { kind: 'outside' };
  const [whole = '', fragment = ''] = url.split('#', 2);
  const [path = ''] = whole.split('?', 1);
  if (path === '') return { kind: 'inside', path: from, fragment };
  const plain = unescaped(path);
  if (!plain.startsWith('/')) return { kind: 'inside', path: posix.join(posix.dirname(from), plain), fragment };
  // Below a base path, the rest of the server is another site.
  return plain === basePath.slice(0, -1) || plain.startsWith(basePath)
    ? { kind: 'inside', path: plain.slice(basePath.length), fragment }
    : { kind: 'outside' };
};

const unescaped = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

/** The file that a server would give for a path; null for none. */
export const servedFile = (path: string, files: ReadonlyMap<string, SiteFile>): SiteFile | null => {
  const plain = posix.normalize(path === '' ? '.' : path).replace(/\/$/, '');
  const tries =
    plain === '.'
      ? ['index.html']
      : path.endsWith('/')
        ? [`${plain}/index.html`]
        : [plain, `${plain}.html`, `${plain}/index.html`];
  return tries.map((one) => files.get(one)).find((file) => file !== undefined) ?? null;
};
