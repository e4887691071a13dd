/**
 * A gate or step that failed, put into the words of an entry of FAILURES.md. What could not be looked at is no failure of
 * the project, and what a person stopped is none at all.
 */
import type { SeenFailure } from '../failures/event.ts';
import { fingerprintOf } from '../failures/fingerprint.ts';
import { NOT_KNOWN, type Scene } from '../failures/noticed.ts';
import type { ReadingKind } from './gate.ts';
import type { StepOutcome } from './run.ts';

export interface LookedAt {
  readonly pipeline: string;
  /** The step's id, which is the same in every run: `links`. */
  readonly step: string;
  readonly outcome: StepOutcome;
  /** Null for what is no gate. */
  readonly reading: ReadingKind | null;
  readonly because: string;
  readonly evidence: readonly string[];
}

/** Null for what did not fail. */
export const stepFailure = (scene: Scene, projectKind: string, looked: LookedAt): SeenFailure | null => {
  const { pipeline, step, outcome, reading, because, evidence } = looked;
  if (outcome !== 'failed' || reading === 'unknown') return null;
  const source = reading === null ? 'deploy' : 'gate';
  const [telling = because] = evidence;
  return {
    ...scene,
    source,
    // The pipeline is left out: the same fault in two of one kind is one failure.
    fingerprint: fingerprintOf({ family: `${source} ${step}`, message: telling, projectKind }),
    title: reading === null ? `The step ${step} of ${pipeline} fails` : `The gate ${step} of ${pipeline} fails`,
    what: [because, ...evidence.slice(0, SHOWN)].join('; ').slice(0, LONGEST),
    why: NOT_KNOWN,
    fix: '',
    prevent: `Look with gaffer qa${scene.project === null ? '' : ` ${scene.project}`} (run_qa for a worker) before it is to be shipped.`,
    call: '',
  };
};

const SHOWN = 2;
const LONGEST = 400;
