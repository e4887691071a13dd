/** Memory notes as files: one short Markdown text each, with optional YAML front matter. Broken front matter loses no text. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

export interface MemoryNote {
  /** `MEMORY/hot/ports.md` */
  readonly file: string;
  /** Without the front matter. */
  readonly text: string;
  /** The project that the front matter names; null for a note about everything. */
  readonly project: string | null;
}

/** In the order of their names; none when the directory is not there. */
export const readNotes = async (root: string, directory: string): Promise<readonly MemoryNote[]> => {
  const names = await readdir(join(root, directory)).catch(() => []);
  const notes = names
    .filter((name) => name.endsWith('.md') && !name.startsWith('.'))
    .toSorted()
    .map(async (name) =>
      noteOf(`${directory}/${name}`, await readFile(join(root, directory, name), 'utf8').catch(() => '')),
    );
  return (await Promise.all(notes)).filter(({ text }) => text.trim() !== '');
};

const FRONT_MATTER = /^---\r?\n([\s\S]*?)\r?\n---\r?\n?/;

const noteOf = (file: string, source: string): MemoryNote => {
  const match = FRONT_MATTER.exec(source);
  const fields = match === null ? null : fieldsOf(match[1] ?? '');
  if (match === null || fields === null) return { file, text: source, project: null };
  const { project } = fields;
  return { file, text: source.slice(match[0].length), project: typeof project === 'string' ? project : null };
};

const fieldsOf = (yaml: string): { readonly project?: unknown } | null => {
  try {
    const fields: unknown = parse(yaml);
    return typeof fields === 'object' && fields !== null ? fields : null;
  } catch {
    // People write these; what does not parse is shown as text.
    return null;
  }
};
