/**
 * The text of a backlog entry behind its checkbox, read into fields: `T12 Add dark mode @apps/alpha !high #ui
 * tier:haiku needs:T3`. Words that only look like fields stay in the title: `@types/node` in mid-sentence is no project.
 */
import { type ProjectId, projectId, type TaskId, type TierName, taskId, tierName } from '../domain/ids.ts';
import type { Priority } from '../domain/tasks/task.ts';

export interface TaskFields {
  readonly id: TaskId | null;
  readonly title: string;
  readonly project: ProjectId | null;
  readonly priority: Priority;
  readonly tags: readonly string[];
  readonly tier: TierName | null;
  readonly needs: readonly TaskId[];
}

export const readTaskLine = (text: string): TaskFields => {
  const id = ID_FIRST.exec(text);
  const words = wordsOf(id === null ? text : text.slice(id[0].length));
  const fields = words.map(fieldOf);
  const { first, last } = titleIn(fields);
  const title: string[] = [];
  const tags: string[] = [];
  const needs: TaskId[] = [];
  let project: ProjectId | null = null;
  let priority: Priority = 'normal';
  let tier: TierName | null = null;
  for (let index = 0; index < fields.length; index += 1) {
    const field = fields[index] ?? null;
    const inTitle = index >= first && index < last;
    if (field === null || (inTitle && (field.kind === 'project' || field.kind === 'tag')))
      title.push(words[index] ?? '');
    else if (field.kind === 'project') project = field.value;
    else if (field.kind === 'priority') priority = field.value;
    else if (field.kind === 'tier') tier = field.value;
    else if (field.kind === 'tag') tags.push(field.value);
    else for (const need of field.value) needs.push(need);
  }
  return {
    id: id?.[1] === undefined ? null : taskId(id[1]),
    title: title.join(' '),
    project,
    priority,
    tags: unique(tags),
    tier,
    needs: unique(needs),
  };
};

const unique = <Item>(items: readonly Item[]): readonly Item[] => (items.length > 1 ? [...new Set(items)] : items);

/** The inverse, for an entry that gaffer adds. Normal priority and empty fields are left out. */
export const writeTaskLine = (fields: TaskFields): string =>
  [
    fields.id,
    fields.title,
    fields.project === null ? null : `@${fields.project}`,
    fields.priority === 'normal' ? null : `!${fields.priority}`,
    ...fields.tags.map((tag) => `#${tag}`),
    fields.tier === null ? null : `tier:${fields.tier}`,
    fields.needs.length === 0 ? null : `needs:${fields.needs.join(',')}`,
  ]
    .filter((part) => part !== null && part !== '')
    .join(' ');

/** The id may be bold or in a code span, and a colon may follow it. */
const ID_FIRST = /^(?:\*\*|`)?(T\d+)(?:\*\*|`)?:?(?:\*\*)?(?:[ \t]+|$)/;

/** Words as white space parts them; a code span is one word, whatever stands in it. */
const wordsOf = (text: string): readonly string[] => text.match(text.includes('`') ? /(?:`[^`]*`|\S)+/g : /\S+/g) ?? [];

type Field =
  | { readonly kind: 'project'; readonly value: ProjectId }
  | { readonly kind: 'priority'; readonly value: Priority }
  | { readonly kind: 'tag'; readonly value: string }
  | { readonly kind: 'tier'; readonly value: TierName }
  | { readonly kind: 'needs'; readonly value: readonly TaskId[] };

/**
 * Where the title begins and ends: fields stand before and behind it, and a second project in a row belongs to it.
 * In between, `@project` and `#tag` are words; `!high`, `tier:` and `needs:` are fields wherever they stand.
 */
const titleIn = (fields: readonly (Field | null)[]): { readonly first: number; readonly last: number } => {
  let project = false;
  const isOuter = (field: Field | null | undefined): boolean => {
    if (field === null || field === undefined || (field.kind === 'project' && project)) return false;
    project ||= field.kind === 'project';
    return true;
  };
  let last = fields.length;
  while (last > 0 && isOuter(fields[last - 1])) last -= 1;
  let first = 0;
  while (first < last && isOuter(fields[first])) first += 1;
  return { first, last };
};

/** Most words are no fields, and their first letter says so. */
const markOf = (word: string): '@' | '!' | '#' | 'tier:' | 'needs:' | undefined => {
  const first = word.charAt(0);
  if (first === '@' || first === '!' || first === '#') return word.length > 1 ? first : undefined;
  if (first === 't') return word.startsWith('tier:') && word.length > 5 ? 'tier:' : undefined;
  return first === 'n' && word.startsWith('needs:') && word.length > 6 ? 'needs:' : undefined;
};

const fieldOf = (word: string): Field | null => {
  const mark = markOf(word);
  if (mark === undefined) return null;
  const value = word.slice(mark.length);
  switch (mark) {
    case '@':
      return { kind: 'project', value: projectId(value.replace(/^\.\//, '').replace(/\/+$/, '')) };
    case '!':
      return value === 'high' || value === 'normal' || value === 'low' ? { kind: 'priority', value } : null;
    case '#':
      // `#123` is how people write the number of an issue.
      return /^\p{L}[\p{L}\p{N}_/-]*$/u.test(value) ? { kind: 'tag', value } : null;
    case 'tier:':
      return { kind: 'tier', value: tierName(value) };
    case 'needs:':
      return { kind: 'needs', value: value.split(',').filter(Boolean).map(taskId) };
  }
};
