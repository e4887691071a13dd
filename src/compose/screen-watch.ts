/**
 * Looks at a session's screen after it changed, for what no hook tells: a dialog that stands before the composer, a turn
 * cut off by Escape, a model service that is asked again, silence. What the hooks say wins; the screen only fills their
 * gaps.
 */
import { refusedModels } from '../claude/refused-model.ts';
import { type DialogKind, readScreen, type ScreenReading } from '../claude/screen-reading.ts';
import type { SessionKey } from '../claude/session-key.ts';
import type { Signal } from '../domain/workers/signal.ts';
import type { Worker } from '../domain/workers/worker.ts';
import type { Terminal } from '../sessions/terminal.ts';
import type { Fleet } from './parts.ts';

/** A screen in motion is half drawn; a second after a change it says something. */
const SETTLE_MS = 1_000;
/** A working session redraws its spinner all the time: so long without a byte, it hangs. */
const SILENCE_MS = 5 * 60_000;

/** Dialogs that fire no hook. Permission requests and questions do, and are told by them. */
const UNANNOUNCED: ReadonlySet<DialogKind> = new Set(['trust', 'settings-error', 'api-key', 'network', 'other']);

/** Returns the way to stop. */
export const watchScreen = (fleet: Fleet, session: SessionKey, terminal: Terminal): (() => void) => {
  let look: NodeJS.Timeout | null = null;
  let silence: NodeJS.Timeout | undefined;
  /** How often the pane says that a model may not be used. */
  let refusals = 0;

  const report = (signal: Signal): void => {
    void fleet.submit(
      { kind: 'report-signal', ...session, signal, evidence: 'screen' },
      { by: `session ${session.worker}` },
    );
  };
  const worker = (): Worker | null => {
    const seat = fleet.world().workers[session.worker];
    return seat?.generation === session.generation ? seat : null;
  };
  const reportModels = (refused: readonly string[]): void => {
    const model = refused.at(-1);
    const isNew = refused.length > refusals;
    refusals = refused.length;
    if (!isNew || model === undefined) return;
    const because = 'its settings offer the models of its tier alone';
    void fleet.submit(
      { kind: 'report-model-refused', ...session, model, because },
      { by: `session ${session.worker}` },
    );
  };
  const onSettled = (): void => {
    look = null;
    const seat = worker();
    const rows = terminal.screen.rows();
    if (seat !== null) reportModels(refusedModels(rows));
    const signal = seat === null ? null : signalOf(readScreen(rows), seat);
    if (signal !== null) report(signal);
  };
  const onSilence = (): void => {
    const seat = worker();
    if (seat !== null && isAtWork(seat))
      report({ kind: 'unreadable', because: `silent for ${SILENCE_MS / 60_000} minutes` });
  };
  const onChange = (): void => {
    look ??= setTimeout(onSettled, SETTLE_MS).unref();
    clearTimeout(silence);
    silence = setTimeout(onSilence, SILENCE_MS).unref();
  };
  const stopListening = terminal.screen.onChange(onChange, { isPatient: true });
  return () => {
    stopListening();
    clearTimeout(look ?? undefined);
    clearTimeout(silence);
  };
};

const isAtWork = ({ state }: Worker): boolean => state.kind === 'working' || state.kind === 'retrying';

const signalOf = (reading: ScreenReading, worker: Worker): Signal | null => {
  const { state } = worker;
  if (reading.kind === 'dialog') {
    return UNANNOUNCED.has(reading.dialog) && state.kind !== 'questioning' ? { kind: 'questioning' } : null;
  }
  if (reading.kind !== 'composer') return null;
  if (reading.interrupted && isAtWork(worker)) return { kind: 'interrupted' };
  if (reading.retrying !== null && isAtWork(worker)) return { kind: 'retrying', because: reading.retrying };
  const dialogGone = state.kind === 'questioning' && state.evidence === 'screen';
  const spokeAgain = state.kind === 'unreadable' && state.evidence === 'screen';
  // The answer began: a long one is thought and written before any hook tells of it.
  const answered = state.kind === 'retrying' && reading.busy;
  if (!dialogGone && !spokeAgain && !answered) return null;
  return reading.busy ? { kind: 'busy', doing: null } : { kind: 'idle' };
};

/** What stands on the screen in the place of a guarded session, for the person who is told that it is unguarded. */
export const standingDialog = (terminal: Terminal): DialogKind | null => {
  const reading = readScreen(terminal.screen.rows());
  return reading.kind === 'dialog' ? reading.dialog : null;
};
