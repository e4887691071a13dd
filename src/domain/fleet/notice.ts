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
  if (said === null || wasStopped(world, logged)) return world;
  const notice: Notice = { seq: logged.seq, at: logged.at, ...said };
  return { ...world, notices: [...world.notices, notice].slice(-KEPT_NOTICES) };
};

/** A session that was told to end is no news, with whatever signal it went. `world` is the one behind the event. */
const wasStopped = ({ workers }: World, { event }: Logged): boolean =>
  event.kind === 'session.exited' && workers[event.worker]?.state.kind === 'off';
