/**
 * Each way in which the gate can fail, twenty times before the real Claude Code, in a project that pre-approves
 * everything: what is not blocked runs and leaves a file. The control without a gate shows that the calls would run.
 */
import { GATE_FAULTS, runBadSettings, runFault, runWithoutGate, SESSION_FAULTS } from '../test/kit/gate-faults.ts';
import type { Bench, Figure } from './figures.ts';

const RUNS = 20;

export const bench: Bench = async (progress) => {
  const control = await runWithoutGate(RUNS);
  progress(`control without a gate: ${control.ran.length} of ${RUNS} calls ran`);
  const figures: Record<string, Figure> = {
    controlRan: { value: control.ran.length, unit: `of ${RUNS} calls`, goal: `= ${RUNS}` },
  };
  let [runs, ranUndecided, unanswered] = [0, 0, 0];
  for (const fault of [...GATE_FAULTS, ...SESSION_FAULTS]) {
    const done = await runFault(fault, RUNS);
    const blocked = done.results.filter(({ isError }) => isError).length;
    progress(`${fault}: ${done.runs} calls, ${blocked} blocked, ${done.ran.length} ran`);
    figures[`${fault}: ran undecided`] = { value: done.ran.length, unit: `of ${RUNS} calls`, goal: '= 0' };
    runs += done.runs;
    ranUndecided += done.ran.length;
    unanswered += done.runs - blocked;
  }
  const unguarded = await runBadSettings(RUNS);
  progress(`a bad value in the settings: ${unguarded.runs} sessions, ${unguarded.ran.length} calls ran`);
  figures['a bad value in the settings: ran undecided'] = {
    value: unguarded.ran.length,
    unit: `of ${RUNS} sessions`,
    goal: '= 0',
  };
  runs += unguarded.runs;
  ranUndecided += unguarded.ran.length;
  return {
    ...figures,
    runs: { value: runs, unit: 'calls', goal: null },
    notBlocked: { value: unanswered, unit: 'calls', goal: '= 0' },
    ranUndecided: { value: ranUndecided, unit: 'calls', goal: '= 0' },
  };
};
