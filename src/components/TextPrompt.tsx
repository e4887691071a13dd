/** A line being typed, in the bar above the footer: the reason of a denial, a text for a worker, the filter. */
import { visibleWidth } from '../domain/visible.ts';
import type { Draft } from './draft.ts';
import { innerSize, type Rect } from './layout.ts';
import type { Line } from './line.tsx';
import { Pane } from './Pane.tsx';
import type { Purpose } from './ui-state.ts';

export const TextPrompt = ({
  rect,
  purpose,
  draft,
}: {
  readonly rect: Rect;
  readonly purpose: Purpose;
  readonly draft: Draft;
}) => (
  <Pane
    rect={rect}
    isFocused
    content={{
      title: draft.left === undefined ? titleOf(purpose) : `${titleOf(purpose)} · the last ${draft.left} did not fit`,
      tone: purpose.kind === 'deny' ? 'warn' : 'accent',
      lines: [{ spans: draftSpans(draft, innerSize(rect).cols) }],
    }}
  />
);

/** The part of a draft around its cursor that fits into `cols`. */
export const draftSpans = ({ text, cursor }: Draft, cols: number): Line => {
  const [under = ' '] = text.slice(cursor, cursor + 2);
  const after = text.slice(cursor + under.length);
  const before = lastCells(text.slice(0, cursor), Math.max(1, cols - visibleWidth(under) - 1));
  const isCut = before.length < cursor;
  return [
    { text: isCut ? '…' : '', tone: 'quiet' },
    { text: before },
    { text: under, tone: 'cursor' },
    // What is behind the cursor fills the rest; the end of the line cuts it.
    { text: after, cells: Math.max(0, cols - visibleWidth(before) - visibleWidth(under) - (isCut ? 1 : 0)) },
  ];
};

/** The longest end of `text` that fits; found by halving, as a draft is pasted whole and drawn at every key. */
const lastCells = (text: string, room: number): string => {
  const points = [...text];
  let fits = points.length;
  for (let low = 0; low < fits; ) {
    const middle = (low + fits) >> 1;
    if (visibleWidth(points.slice(middle).join(''), room) <= room) fits = middle;
    else low = middle + 1;
  }
  return points.slice(fits).join('');
};

const titleOf = (purpose: Purpose): string => {
  switch (purpose.kind) {
    case 'deny':
      return `Deny ${purpose.decision}: why? The worker reads it; empty is fine`;
    case 'answer':
      return purpose.mayBeEmpty
        ? `Approve ${purpose.decision}: words for the worker that goes on; empty is fine`
        : `Answer ${purpose.decision}: the worker reads it at the next edge of its turn`;
    case 'edit':
      return `Edit ${purpose.decision}: Enter runs this in its place, if it is within the boundaries`;
    case 'send':
      return `Send to worker ${purpose.worker}`;
    case 'task':
      return 'New task, such as: Add dark mode @apps/alpha !high needs:T3';
    case 'give':
      return `Give ${purpose.task} to worker (a number; empty for the first free one)`;
    case 'edit-task':
      return `Edit ${purpose.task}: title @project !high|!low #tag tier:name needs:T1,T2`;
    case 'split-task':
      return `Split ${purpose.task} into parts, such as: Draw the switch | Store the choice`;
    case 'edit-note':
      return `Edit ${purpose.note}: Enter keeps it; nothing is deleted by an empty line`;
    case 'filter':
      return 'Show only rows with';
  }
};
