/** The SGR sequence that turns one style of a cell into another, as short as is simple. */
import {
  BLINK,
  BOLD,
  DEFAULT_COLOUR,
  DIM,
  INVERSE,
  INVISIBLE,
  ITALIC,
  OVERLINE,
  RGB_FLAG,
  STRIKETHROUGH,
  UNDERLINE,
} from './cells.ts';

/** As packed in cells.ts. */
export interface Style {
  readonly foreground: number;
  readonly background: number;
  readonly attributes: number;
}

export const sgrChange = (from: Style, to: Style): string => {
  // Bold and dim share their "off", and old terminals know few others: attributes go away by a reset of everything.
  const isReset = (from.attributes & ~to.attributes) !== 0;
  const start: Style = isReset ? PLAIN : from;
  const codes: (number | string)[] = isReset ? [0] : [];
  for (const [attribute, code] of ATTRIBUTE_CODES) {
    if (to.attributes & attribute && !(start.attributes & attribute)) codes.push(code);
  }
  if (to.foreground !== start.foreground) codes.push(colourCode(to.foreground, 0));
  if (to.background !== start.background) codes.push(colourCode(to.background, BACKGROUND_OFFSET));
  return codes.length === 0 ? '' : `\x1b[${codes.join(';')}m`;
};

const PLAIN: Style = { foreground: DEFAULT_COLOUR, background: DEFAULT_COLOUR, attributes: 0 };

const ATTRIBUTE_CODES: readonly (readonly [attribute: number, code: number])[] = [
  [BOLD, 1],
  [DIM, 2],
  [ITALIC, 3],
  [UNDERLINE, 4],
  [BLINK, 5],
  [INVERSE, 7],
  [INVISIBLE, 8],
  [STRIKETHROUGH, 9],
  [OVERLINE, 53],
];

/** Background codes are the foreground's plus ten. */
const BACKGROUND_OFFSET = 10;

const colourCode = (colour: number, offset: number): number | string => {
  if (colour === DEFAULT_COLOUR) return 39 + offset;
  if (colour & RGB_FLAG) return `${38 + offset};2;${(colour >> 16) & 0xff};${(colour >> 8) & 0xff};${colour & 0xff}`;
  if (colour < 8) return 30 + offset + colour;
  if (colour < 16) return 82 + offset + colour;
  return `${38 + offset};5;${colour}`;
};
