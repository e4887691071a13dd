/** A frame with a title and lines in it. The focused one has a mark in its title besides its colour. */
import { Box } from 'ink';
import { visible, visibleWidth } from '../domain/visible.ts';
import { innerSize, type Rect } from './layout.ts';
import { type Line, LineText, wrap } from './line.tsx';
import { SELECTED, type Tone } from './theme.ts';
import type { Target } from './view.ts';

export interface PaneLine {
  readonly spans: Line;
  readonly target?: Target;
}

export interface PaneContent {
  readonly title: string;
  /** `plain` is calm; any other tone colours the frame too. */
  readonly tone: Tone;
  readonly lines: readonly PaneLine[];
  readonly filter?: string;
}

export const Pane = ({
  rect,
  isFocused,
  content,
}: {
  readonly rect: Rect;
  readonly isFocused: boolean;
  readonly content: PaneContent;
}) => {
  const { cols, rows } = innerSize(rect);
  const frame: Tone = content.tone !== 'plain' ? content.tone : isFocused ? 'accent' : 'quiet';
  const lines = fill(content.lines, rows);
  return (
    <Box
      position="absolute"
      left={rect.left}
      top={rect.top}
      width={rect.width}
      height={rect.height}
      flexDirection="column"
    >
      <LineText width={rect.width} spans={titleSpans(content, isFocused, frame, rect.width)} />
      {lines.map((line, index) => (
        <LineText
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of a pane are places.
          key={index}
          width={rect.width}
          spans={[{ text: '│ ', tone: frame }, ...inside(line.spans, cols), { text: ' │', tone: frame }]}
        />
      ))}
      <LineText width={rect.width} spans={[{ text: `╰${'─'.repeat(rect.width - 2)}╯`, tone: frame }]} />
    </Box>
  );
};

/** A sentence on as many lines as it needs: what is told in a pane is told to its last word. */
export const sentence = (text: string, cols: number, tone: Tone): readonly PaneLine[] =>
  wrap(text, Math.max(1, cols)).map((part) => ({ spans: [{ text: part, tone }] }));

/** The groups of lines that fit into `rows` with the chosen one among them; the rest is counted on the edge. */
export const windowAround = (
  groups: readonly (readonly PaneLine[])[],
  chosen: number,
  rows: number,
): readonly PaneLine[] => {
  const size = groups.reduce((sum, group) => sum + group.length, 0);
  if (size <= rows) return groups.flat();
  const room = rows - 1;
  const { first, count } = around(groups, chosen, room);
  const after = groups.length - first - count;
  const note = [first > 0 ? `${first} above` : '', after > 0 ? `${after} below` : ''].filter((part) => part !== '');
  return [
    ...groups
      .slice(first, first + count)
      .flat()
      .slice(0, Math.max(0, room)),
    { spans: [{ text: `  … ${note.join(', ')}`, tone: 'quiet' }] },
  ];
};

/** As many groups as fit around the chosen one, above and below it by turns. */
const around = (
  groups: readonly (readonly PaneLine[])[],
  chosen: number,
  room: number,
): { readonly first: number; readonly count: number } => {
  let first = Math.max(0, Math.min(chosen, groups.length - 1));
  let end = first + 1;
  let left = room - (groups[first]?.length ?? 0);
  for (let grew = true; grew; ) {
    const below = groups[end]?.length ?? Number.POSITIVE_INFINITY;
    const takesBelow = below <= left;
    if (takesBelow) {
      left -= below;
      end += 1;
    }
    const above = groups[first - 1]?.length ?? Number.POSITIVE_INFINITY;
    const takesAbove = above <= left;
    if (takesAbove) {
      left -= above;
      first -= 1;
    }
    grew = takesBelow || takesAbove;
  }
  return { first, count: end - first };
};

/** Gives each span the cells that are left for it, and pads: the frame never moves for what is inside. */
const inside = (spans: Line, cols: number): Line => {
  let left = cols;
  const limited = spans.map((span) => {
    const cells = Math.min(left, span.cells ?? visibleWidth(span.text, left));
    left -= cells;
    return { ...span, cells };
  });
  return [...limited, { text: '', cells: left }];
};

const fill = (lines: readonly PaneLine[], rows: number): readonly PaneLine[] => [
  ...lines.slice(0, rows),
  ...Array.from({ length: Math.max(0, rows - lines.length) }, () => ({ spans: [] })),
];

const titleSpans = (content: PaneContent, isFocused: boolean, frame: Tone, width: number): Line => {
  const filter = content.filter === undefined || content.filter === '' ? '' : ` /${content.filter}`;
  const title = visible(`${content.title}${filter}`, Math.max(0, width - 6));
  const start = isFocused ? `╭${SELECTED}` : '╭ ';
  const rest = Math.max(0, width - visibleWidth(start) - visibleWidth(title) - 2);
  return [
    { text: start, tone: frame },
    { text: title, tone: content.tone === 'plain' ? 'strong' : content.tone },
    { text: ` ${'─'.repeat(rest)}╮`, tone: frame },
  ];
};
