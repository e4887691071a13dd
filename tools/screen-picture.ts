/** A terminal's visible screen as text, and as an SVG with its colours. */
import type { IBufferCell, Terminal } from '@xterm/headless';

const CELL_WIDTH = 8.4;
const CELL_HEIGHT = 17;
const FONT_SIZE = 14;
const PAD = 12;
const TITLE = 'The gaffer dashboard in a rehearsal: workers, decisions, backlog and a live preview';
const GROUND = '#15181e';
const INK = '#d7dae0';
/** The sixteen named colours, in a palette that reads well on the ground. */
const NAMED = [
  ...['#3b4048', '#e06c75', '#98c379', '#e5c07b', '#61afef', '#c678dd', '#56b6c2', '#c8ccd4'],
  ...['#7f8692', '#ef7f88', '#a9d48a', '#f0cf8e', '#7bbdf4', '#d391e8', '#6fcbd6', '#ffffff'],
];

export const textOf = (screen: Terminal): string =>
  lines(screen)
    .map((line) => line.translateToString(true))
    .join('\n');

export const svgOf = (screen: Terminal): string => {
  const width = Math.ceil(screen.cols * CELL_WIDTH + 2 * PAD);
  const height = screen.rows * CELL_HEIGHT + 2 * PAD;
  const rows = lines(screen).flatMap((line, row) => runsOf(line, screen.cols).map((run) => draw(run, row)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><title>${TITLE}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="${GROUND}"/>`,
    `<g font-family="ui-monospace, Menlo, 'DejaVu Sans Mono', monospace" font-size="${FONT_SIZE}" xml:space="preserve">`,
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
};

interface Run {
  readonly col: number;
  text: string;
  cells: number;
  readonly style: string;
  readonly ground: string | null;
}

const lines = (screen: Terminal) => {
  const { active } = screen.buffer;
  return Array.from({ length: screen.rows }, (_, row) => active.getLine(active.baseY + row)).filter(
    (line) => line !== undefined,
  );
};

const runsOf = (line: ReturnType<typeof lines>[number], cols: number): readonly Run[] => {
  const runs: Run[] = [];
  for (let col = 0; col < cols; col += 1) {
    const cell = line.getCell(col);
    if (cell === undefined || cell.getWidth() === 0) continue;
    const { style, ground } = styleOf(cell);
    const last = runs.at(-1);
    const text = cell.getChars() || ' ';
    if (last !== undefined && last.style === style && last.ground === ground) {
      last.text += text;
      last.cells += cell.getWidth();
    } else runs.push({ col, text, cells: cell.getWidth(), style, ground });
  }
  return runs.filter((run) => run.text.trim() !== '' || run.ground !== null);
};

const styleOf = (cell: IBufferCell) => {
  const fg = colour(cell.isFgRGB(), cell.isFgDefault(), cell.getFgColor());
  const bg = colour(cell.isBgRGB(), cell.isBgDefault(), cell.getBgColor());
  const inverse = cell.isInverse() !== 0;
  const ink = (inverse ? (bg ?? GROUND) : fg) ?? INK;
  const weight = cell.isBold() ? ' font-weight="bold"' : '';
  const faint = cell.isDim() ? ' opacity="0.6"' : '';
  return { style: `fill="${ink}"${weight}${faint}`, ground: inverse ? (fg ?? INK) : bg };
};

const colour = (isRgb: boolean, isDefault: boolean, value: number): string | null => {
  if (isDefault) return null;
  if (isRgb) return `#${value.toString(16).padStart(6, '0')}`;
  return NAMED[value] ?? cube(value);
};

const STEPS = [0, 95, 135, 175, 215, 255];

/** The 256-colour palette above the named ones: a 6x6x6 cube, then greys. */
const cube = (value: number): string => {
  if (value >= 232) return grey(8 + (value - 232) * 10);
  const index = value - 16;
  const parts = [Math.floor(index / 36), Math.floor(index / 6) % 6, index % 6];
  return `#${parts.map((part) => (STEPS[part] ?? 0).toString(16).padStart(2, '0')).join('')}`;
};

const grey = (level: number): string => `#${level.toString(16).padStart(2, '0').repeat(3)}`;

const draw = ({ col, text, cells, style, ground }: Run, row: number): string => {
  const x = PAD + col * CELL_WIDTH;
  const y = PAD + row * CELL_HEIGHT;
  const width = cells * CELL_WIDTH;
  const back =
    ground === null ? '' : `<rect x="${x}" y="${y}" width="${width}" height="${CELL_HEIGHT}" fill="${ground}"/>`;
  return `${back}<text x="${x}" y="${y + FONT_SIZE - 1}" textLength="${width}" ${style}>${xml(text)}</text>`;
};

const xml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
