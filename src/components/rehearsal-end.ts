/** What stands where decisions would wait once a rehearsal is over: what became of it, and what to look at next. */
import { rehearsalEnd } from '../state/selectors-rehearsal.ts';
import { type Line, wrap } from './line.tsx';
import type { DashboardView } from './view.ts';

export const rehearsalEndLines = (
  { world, now }: Pick<DashboardView, 'world' | 'now'>,
  cols: number,
): readonly Line[] => {
  const end = rehearsalEnd(world, now);
  if (end === null) return [];
  return [
    ...wrap(end, cols).map((text): Line => [{ text, tone: 'good' }]),
    ...NEXT.map(
      ([key, what]): Line => [
        { text: key, tone: 'strong' },
        { text: ` ${what}`, tone: 'quiet' },
      ],
    ),
  ];
};

const NEXT = [
  ['$', 'what the models cost and the tiers saved'],
  ['b', 'the tasks; Enter tells the story of one'],
  ['Q', 'ends it; the same command runs it again'],
] as const;
