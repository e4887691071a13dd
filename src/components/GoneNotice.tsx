/** What is said for as long as the supervisor is gone: what happened, what is done about it, and what the person can do. */
import { describeProblem } from '../domain/problem.ts';
import { visible } from '../domain/visible.ts';
import { clockText } from '../state/selectors-figures.ts';
import type { Gone } from '../wire/fleet-client.ts';
import { innerSize, type Rect } from './layout.ts';
import { wrap } from './line.tsx';
import { Pane } from './Pane.tsx';

export const GoneNotice = ({ rect, gone }: { readonly rect: Rect; readonly gone: Gone }) => (
  <Pane
    rect={rect}
    isFocused={false}
    content={{
      title: `The supervisor ended unexpectedly at ${clockText(gone.since)}`,
      tone: 'alarm',
      lines: goneLines(gone, innerSize(rect).cols).map((text) => ({ spans: [{ text }] })),
    }}
  />
);

export const goneLines = (gone: Gone, cols: number): readonly string[] =>
  sentences(gone).flatMap((sentence) => wrap(visible(sentence), Math.max(1, cols)));

const sentences = ({ isStarting, problem, command }: Gone): readonly string[] => {
  if (isStarting && problem === null) {
    return [
      'A new one is being started, which takes the sessions of the workers up again. You see how things stood; nothing that you press reaches a worker until it is there. q leaves.',
    ];
  }
  return [
    ...(problem === null
      ? []
      : [isStarting ? `No new one starts: ${describeProblem(problem)}` : describeProblem(problem)]),
    isStarting
      ? 'It is tried again by itself, every half minute at the latest. q leaves.'
      : `This screen goes on when one is there: ${command}   q leaves.`,
  ];
};
