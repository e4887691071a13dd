/**
 * The card of one decision as lines: who asks, the exact call with nothing left out, where it would run, and why the
 * gate asks. Line breaks of the worker's own text have a mark, so that they cannot be taken for the card's.
 */
import type { Decision } from '../domain/policies/decision.ts';
import { type CallLine, callLines } from '../state/selectors-call.ts';
import { type Line, type Span, wrap } from './line.tsx';
import type { Tone } from './theme.ts';

/** `cols` cells wide; long lines are broken, never cut. */
export const cardLines = (decision: Decision, cols: number, also: readonly Decision[] = []): readonly Line[] => {
  const { question } = decision;
  if (question.kind === 'posted') {
    return [
      ...question.text.split('\n').flatMap((text, index) => broken(text, cols, index > 0 ? BREAK : BLANK, 'plain')),
      ...broken(`because: ${decision.because}`, cols, BLANK, 'quiet'),
    ];
  }
  return [
    ...callLines(question.call).flatMap((line) => callLine(line, cols)),
    ...broken(`in ${question.call.cwd}`, cols, BLANK, 'quiet'),
    ...riskLines(decision, cols),
    ...alsoLines(also, cols),
    ...broken(`because: ${decision.because}`, cols, BLANK, 'plain'),
  ];
};

const alsoLines = (also: readonly Decision[], cols: number): readonly Line[] =>
  also.length === 0
    ? []
    : broken(
        `the very same asks ${also.map(({ id, worker }) => `worker ${worker} (${id})`).join(', ')}: one answer is for all ${also.length + 1}`,
        cols,
        BLANK,
        'strong',
      );

/** In words, so that nothing hangs on a colour. What is unclear comes last, next to why it is asked. */
const riskLines = ({ risk, lately = [] }: Decision, cols: number): readonly Line[] =>
  [
    ...(risk === undefined
      ? []
      : ([
          ['runs', risk.runs, 'plain'],
          ['changes', risk.writes, 'warn'],
          ['reads', risk.reads, 'plain'],
          ['reaches', risk.reaches, 'warn'],
          ['unclear', risk.unclear, 'warn'],
        ] as const)),
    ['lately', lately, 'quiet'] as const,
  ].flatMap(([label, texts, tone]) =>
    texts.length === 0 ? [] : broken(`${label}: ${texts.join(' · ')}`, cols, BLANK, tone),
  );

const GUTTER = 2;
const BLANK: Span = { text: '  ', tone: 'quiet' };
/** Stands where the worker's text has a line break. */
const BREAK: Span = { text: '⏎ ', tone: 'accent' };
const GUTTERS: Readonly<Record<CallLine['role'], Span>> = {
  command: { text: '$ ', tone: 'accent' },
  path: BLANK,
  removed: { text: '- ', tone: 'removed' },
  added: { text: '+ ', tone: 'added' },
  field: BLANK,
};
const TONES: Readonly<Record<CallLine['role'], Tone>> = {
  command: 'strong',
  path: 'strong',
  removed: 'removed',
  added: 'added',
  field: 'plain',
};

const callLine = ({ role, text, continues }: CallLine, cols: number): readonly Line[] => {
  const hasOwnGutter = role === 'added' || role === 'removed';
  return broken(text, cols, continues && !hasOwnGutter ? BREAK : GUTTERS[role], TONES[role]);
};

const broken = (text: string, cols: number, gutter: Span, tone: Tone): readonly Line[] =>
  wrap(text, Math.max(1, cols - GUTTER)).map((piece, index) => [
    { ...(index === 0 ? gutter : BLANK), cells: GUTTER },
    { text: piece, tone },
  ]);
