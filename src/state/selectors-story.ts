/** A task's story as lines for screen and command line alike. Holds words of workers: to be shown made visible. */
import { oneLine } from '../domain/one-line.ts';
import type { TaskStory } from '../domain/tasks/story.ts';
import { clockText, moneyText } from './selectors-figures.ts';

export interface StoryLine {
  readonly tone: 'strong' | 'plain' | 'quiet';
  readonly text: string;
}

export const storyLines = (story: TaskStory, now: number): readonly StoryLine[] => [
  strong(`${story.task} ${oneLine(story.title)}`),
  plain([story.project ?? 'no project', story.state, ...spentOn(story, now)].join(' · ')),
  ...story.needs.map((need) => plain(`needs ${need}`)),
  ...part(
    'Criteria',
    story.criteria.map(
      ({ text, met, evidence }) =>
        `${met ? '[x]' : '[ ]'} ${oneLine(text)}${evidence === null ? '' : ` (shown: ${oneLine(evidence)})`}`,
    ),
  ),
  ...part(
    'What happened',
    story.chapters.map(({ at, text, seq }) => `${momentText(at, now)}  ${oneLine(text)}  (event ${seq})`),
  ),
  ...part(
    'Commits',
    story.commits.map(({ at, hash, author, subject }) => `${momentText(at, now)}  ${hash} ${subject} (${author})`),
  ),
];

const strong = (text: string): StoryLine => ({ tone: 'strong', text });
const plain = (text: string): StoryLine => ({ tone: 'plain', text });

const part = (title: string, lines: readonly string[]): readonly StoryLine[] => [
  { tone: 'quiet', text: '' },
  strong(title),
  ...(lines.length === 0 ? [{ tone: 'quiet' as const, text: 'nothing yet' }] : lines.map(plain)),
];

const spentOn = ({ workers, tiers, startedAt, endedAt, costMicroUsd }: TaskStory, now: number): readonly string[] =>
  startedAt === null
    ? []
    : [
        `worker ${workers.join(', ')}`,
        ...(tiers.length === 0 ? [] : [`tier ${tiers.join(', ')}`]),
        `${durationText((endedAt ?? now) - startedAt)}${endedAt === null ? ' so far' : ''}`,
        moneyText(costMicroUsd),
      ];

/** `40s`, `12m`, `3h 5m`. */
export const durationText = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes}m` : `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
};

const DAY_MS = 24 * 3_600_000;

const momentText = (at: number, now: number): string =>
  now - at < DAY_MS ? clockText(at) : `${new Date(at).toISOString().slice(0, 10)} ${clockText(at)}`;
