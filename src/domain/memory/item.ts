/**
 * A memory item is one short note in a file of its own; the directory that it lies in is its tier. The file is the truth,
 * for people and for gaffer alike.
 */
export const MEMORY_TIERS = ['hot', 'warm', 'cold'] as const;
/** `hot` is given to every session, `warm` to those of its project or topics, `cold` is found by search. */
export type MemoryTier = (typeof MEMORY_TIERS)[number];

export interface MemoryItem {
  /** `M12`; the name of its file where the front matter gives none. */
  readonly id: string;
  /** `MEMORY/warm/m12-dev-ports.md` */
  readonly file: string;
  readonly tier: MemoryTier;
  /** Without the front matter. */
  readonly text: string;
  readonly topics: readonly string[];
  /** Null for a note about everything. */
  readonly project: string | null;
  readonly source: MemorySource;
  /** Milliseconds since the epoch; the file's own time where the front matter says nothing. */
  readonly createdAt: number;
  readonly usedAt: number | null;
  /** How often it was found by somebody who looked for something. */
  readonly uses: number;
  /** A person wants it to stay in its tier. */
  readonly pinned: boolean;
  /** Ids of the notes that it takes the place of. */
  readonly supersedes: readonly string[];
  /** The id of the note that took its place. */
  readonly supersededBy: string | null;
  /** Why its front matter cannot be read; the text is kept all the same. */
  readonly problem: string | null;
  /** Its front matter gives an id, so gaffer may move it; what a person wrote by hand stays where they put it. */
  readonly managed: boolean;
}

export interface MemorySource {
  readonly kind: MemorySourceKind;
  readonly worker: number | null;
  readonly task: string | null;
}

/**
 * `decision`: the human answered a question so; `worker`: by the tool remember; `harvest`: a worker's closing
 * words; `change`: what a task changed, for the archive.
 */
export const MEMORY_SOURCES = ['person', 'decision', 'worker', 'harvest', 'change'] as const;
export type MemorySourceKind = (typeof MEMORY_SOURCES)[number];

/** What a list shows of a note. */
const TITLE_LENGTH = 80;

export const titleOf = ({ text }: Pick<MemoryItem, 'text'>): string => {
  const first = text.split('\n').find((line) => line.trim() !== '') ?? '';
  const line = first
    .replace(/^#+\s*/, '')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length <= TITLE_LENGTH ? line : `${line.slice(0, TITLE_LENGTH - 1)}…`;
};
