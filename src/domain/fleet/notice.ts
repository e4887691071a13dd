/** The activity feed: one line for each event that a person would want to have seen, newest last, bounded. */
import type { Logged } from '../event.ts';
import type { World } from '../world.ts';
import { noticeOf } from './notice-text.ts';

export interface Notice {
  readonly seq: number;
  readonly at: number;
  readonly level: 'info' | 'warn' | 'alarm';
  /** May hold worker text: shown with its control characters made visible. */
  readonly text: string;
}

/** As many lines as a tall terminal could show; the whole history is in the journal. */
const KEPT_NOTICES = 60;

export const withNotice = (world: World, logged: Logged): World => {
  const said = noticeOf(logged);
  if (said === null) return world;
  const notice: Notice = { seq: logged.seq, at: logged.at, ...said };
  return { ...world, notices: [...world.notices, notice].slice(-KEPT_NOTICES) };
};
