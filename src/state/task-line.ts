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
  const fields: Field[] = [];
  const title = takeFields(words, fields);
  return {
    id: id?.[1] === undefined ? null : taskId(id[1]),
    title: title.join(' '),
    project: fields.flatMap((field) => (field.kind === 'project' ? [field.value] : [])).at(-1) ?? null,
    priority: fields.flatMap((field) => (field.kind === 'priority' ? [field.value] : [])).at(-1) ?? 'normal',
    tags: [...new Set(fields.flatMap((field) => (field.kind === 'tag' ? [field.value] : [])))],
    tier: fields.flatMap((field) => (field.kind === 'tier' ? [field.value] : [])).at(-1) ?? null,
    needs: [...new Set(fields.flatMap((field) => (field.kind === 'needs' ? field.value : [])))],
  };
};

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
const wordsOf = (text: string): readonly string[] => text.match(/(?:`[^`]*`|\S)+/g) ?? [];

type Field =
  | { readonly kind: 'project'; readonly value: ProjectId }
  | { readonly kind: 'priority'; readonly value: Priority }
  | { readonly kind: 'tag'; readonly value: string }
  | { readonly kind: 'tier'; readonly value: TierName }
  | { readonly kind: 'needs'; readonly value: readonly TaskId[] };

/**
 * Moves the fields out of the words and returns the title's words. `!high`, `tier:` and `needs:` are fields anywhere;
 * `@project` and `#tag` only before or behind the title, and a second project in a row is part of the title.
 */
const takeFields = (words: readonly string[], fields: Field[]): readonly string[] => {
  const read = words.map(fieldOf);
  let project = false;
  const isOuter = (field: Field | null | undefined): boolean => {
    if (field === null || field === undefined || (field.kind === 'project' && project)) return false;
    project ||= field.kind === 'project';
    return true;
  };
  let last = words.length;
  while (last > 0 && isOuter(read[last - 1])) last -= 1;
  let first = 0;
  while (first < last && isOuter(read[first])) first += 1;
  return words.filter((_, index) => {
    const field = read[index] ?? null;
    if (field === null || (index >= first && index < last && !isPlain(field))) return true;
    fields.push(field);
    return false;
  });
};

const isPlain = (field: Field): boolean => field.kind !== 'project' && field.kind !== 'tag';

const fieldOf = (word: string): Field | null => {
  const [, mark = '', value = ''] = /^(@|!|#|tier:|needs:)(.+)$/.exec(word) ?? [];
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
    default:
      return null;
  }
};
