/**
 * Attached mode: one worker's screen over the whole terminal, every key its own but the leader. It draws outside Ink: the
 * supervisor's painter writes the screen, and this side one line above it.
 */
import { isWorkerNumber, type WorkerNumber, workerNumber } from '../../domain/ids.ts';
import type { Answer } from '../../domain/policies/decision.ts';
import { describeProblem } from '../../domain/problem.ts';
import type { Looked, ScreenView } from '../../domain/screens.ts';
import { unreachable } from '../../domain/unreachable.ts';
import type { FleetClient } from '../../wire/fleet-client.ts';
import { createBarLine, type Schedule } from './bar-line.ts';
import { createBarNote } from './bar-note.ts';
import { BACK_TEXT, createKeyHold, goneText } from './key-hold.ts';
import { LEADER_MS, type LeaderAction, type LeaderStep, leaderAlone, noLeader, readKeys } from './leader.ts';
import type { OuterTerminal } from './outer-terminal.ts';
import { lookedText, readScrollKeys, type Scrolling, startScrolling } from './scrolling.ts';
import { leaderKeys, statusBar, waitingFor } from './status-bar.ts';

export interface AttachOptions {
  readonly client: FleetClient;
  readonly worker: WorkerNumber;
  readonly outer: OuterTerminal;
  readonly schedule?: Schedule;
}

export type AttachEnd =
  | { readonly kind: 'back' }
  | { readonly kind: 'switch'; readonly worker: WorkerNumber }
  /** The supervisor is gone for good. */
  | { readonly kind: 'lost' };

/** Resolves when the person leaves this worker's screen. The outer terminal is left as it is, for whoever comes next. */
export const attach = ({ client, worker, outer, schedule = afterDelay }: AttachOptions): Promise<AttachEnd> =>
  new Promise((resolve) => {
    const bar = createBarLine(outer.write, schedule);
    let isBarShown = true;
    /** What became of the session; it stands whenever no note does. */
    let ended: string | null = null;
    let scrolling: Scrolling = { kind: 'off' };
    let leader = noLeader;
    let cancelLeader = (): void => {};
    let isOver = false;
    let isGone = false;
    const keys = createKeyHold(schedule);

    const area = (): Area => {
      const { cols, rows } = outer.size();
      const top = isBarShown ? 1 : 0;
      return { cols, rows: Math.max(1, rows - top), top, left: 0 };
    };
    const showBar = (isLost = false): void => {
      if (isOver) return;
      bar.show(
        isBarShown
          ? statusBar(client.snapshot(), worker, outer.size().cols, goneText(client.gone()) ?? note.text() ?? ended)
          : null,
        isLost,
      );
    };
    const note = createBarNote(schedule, showBar);
    const { say } = note;
    let laidOut = area();
    const layOut = (): void => {
      const next = area();
      const isSame = next.cols === laidOut.cols && next.rows === laidOut.rows && next.top === laidOut.top;
      laidOut = next;
      // Nobody is there to paint it anew, and the terminal may have moved what stood on it.
      if (client.gone() !== null) outer.write(BLANK);
      if (isSame) view.repaint();
      else view.resize(next); // Paints everything by itself.
      showBar(true);
    };

    /** For what is to be read on it. */
    const bringBar = (): void => {
      if (isBarShown) return;
      isBarShown = true;
      layOut();
    };

    const followGone = (): void => {
      const gone = client.gone();
      if ((gone !== null) === isGone) return;
      isGone = gone !== null;
      if (isGone) {
        keys.hold();
        scrolling = { kind: 'off' };
        say(null);
        bringBar();
        return;
      }
      // What a dead session showed must not look like the screen of the next one.
      ended = null;
      outer.write(BLANK);
      say(BACK_TEXT);
      showBar(true);
    };

    const settle = async (answer: Answer): Promise<void> => {
      // A note stands before the decision, which nobody has read then: this press shows it, and the next one settles it.
      if (note.text() !== null && waitingFor(client.snapshot(), worker).length > 0) return say(null);
      const readable = bar.readable();
      if (typeof readable === 'string') return say(readable);
      const { decision, isWhole } = readable;
      if (answer === 'approve' && !isWhole)
        return say('That call is longer than this line. ctrl-] back shows all of it.');
      const result = await client.command({ kind: 'settle-decision', decision, answer, by: 'dashboard', reason: null });
      if (!result.ok) say(describeProblem(result.problem));
      else say(`${decision} ${answer === 'approve' ? 'approved' : 'denied'}.`);
    };

    const act = (action: LeaderAction): void => {
      if (isOver) return;
      switch (action.kind) {
        case 'pass':
          if (scrolling.kind !== 'off') {
            scroll(action.bytes);
            return;
          }
          if (!keys.passes()) return;
          if (note.text() !== null) say(null);
          view.write(action.bytes);
          return;
        case 'back':
          end({ kind: 'back' });
          return;
        case 'switch':
          if (isWorkerNumber(action.worker) && client.snapshot().workers[action.worker] !== undefined) {
            end({ kind: 'switch', worker: workerNumber(action.worker) });
          } else say(`There is no worker ${action.worker}.`);
          return;
        case 'settle':
          void settle(action.answer);
          return;
        case 'toggle-bar':
          isBarShown = !isBarShown;
          layOut();
          return;
        case 'scroll':
          if (isGone) return;
          bringBar();
          scrolling = startScrolling;
          view.look({ kind: 'scroll', lines: 0 });
          return;
        case 'keys':
          // Looking back has keys of its own, and they stand on the line all the time.
          if (scrolling.kind !== 'off') return;
          bringBar();
          say(leaderKeys(outer.size().cols), KEYS_MS);
          return;
        case 'toggle-mouse':
          say(outer.toggleMouse() ? MOUSE_IS_ON : MOUSE_IS_OFF);
          return;
        default:
          unreachable(action);
      }
    };
    const scroll = (bytes: string): void => {
      const step = readScrollKeys(scrolling, bytes, laidOut.rows);
      scrolling = step.state;
      if (scrolling.kind === 'off') say(null);
      else if (scrolling.kind === 'asking') note.keep(`search up: ${scrolling.draft}_`);
      else if (step.looks.length === 0) view.look({ kind: 'scroll', lines: 0 });
      for (const look of step.looks) view.look(look);
    };
    const looked = (result: Looked): void => {
      if (scrolling.kind !== 'moving') return;
      if (result.text !== null) outer.write(toClipboard(result.text));
      note.keep(lookedText(scrolling, result));
    };
    const take = ({ state, actions }: LeaderStep): void => {
      cancelLeader();
      leader = state;
      if (leader.waiting) cancelLeader = schedule(() => take(leaderAlone(leader)), LEADER_MS);
      for (const action of actions) act(action);
    };

    const end = (result: AttachEnd): void => {
      if (isOver) return;
      isOver = true;
      cancelLeader();
      note.stop();
      keys.stop();
      bar.stop();
      for (const stop of stops) stop();
      view.close();
      resolve(result);
    };

    outer.write(BLANK);
    const view = client.openScreen(
      { kind: 'attach', worker, ...laidOut },
      {
        onPaint: (frame) => {
          if (isOver) return;
          outer.write(frame);
          bar.follow(frame);
          keys.painted();
          // Another session has taken the seat, so the end of the last one is no news any more.
          if (ended !== null) {
            ended = null;
            say(null);
          }
        },
        onLooked: (result) => {
          if (!isOver) looked(result);
        },
        onEnd: (because) => {
          ended = `${because} · ctrl-] back`;
          say(null);
        },
      },
    );
    const stops = [
      client.subscribe(() => {
        followGone();
        showBar();
      }),
      outer.onResize(layOut),
      outer.onInput((bytes) => take(readKeys(leader, bytes))),
    ];
    void client.closed.then(() => end({ kind: 'lost' }));
    followGone();
    showBar();
  });

/** The part of the outer terminal that is the worker's. */
type Area = Parameters<ScreenView['resize']>[0];

const MOUSE_IS_ON = 'The mouse is the worker’s now, where its program asks for it. ctrl-] m takes it back.';
const MOUSE_IS_OFF = 'The mouse is your terminal’s again: it selects text.';

/** Only ever by the person's own key: what a worker prints never reaches the clipboard. */
const toClipboard = (text: string): string => `\x1b]52;c;${Buffer.from(text).toString('base64')}\x07`;

/** For a line of keys, of which one is to be chosen. */
const KEYS_MS = 10_000;

/** A worker without a session paints nothing: what the terminal showed before must not look like its screen. */
const BLANK = '\x1b[0m\x1b[2J';

const afterDelay: Schedule = (action, delayMs) => {
  const timer = setTimeout(action, delayMs);
  return () => clearTimeout(timer);
};
