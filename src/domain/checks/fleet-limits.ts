/** From when on the fleet's own state is a finding. */
import { z } from 'zod';
import { duration } from '../duration.ts';
import { size } from './spec-values.ts';

export const fleetLimits = z
  .strictObject({
    enabled: z.boolean().default(true),
    /** A worker that works and was not heard of for this long. */
    silentAfter: duration.prefault('15m'),
    /** A task that one worker has had for this long. */
    stuckAfter: duration.prefault('4h'),
    /** A question that waits for a person. */
    decisionAfter: duration.prefault('15m'),
    journalSize: size.prefault('2GB'),
  })
  .readonly()
  .transform(({ silentAfter, stuckAfter, decisionAfter, journalSize, ...rest }) => ({
    ...rest,
    silentAfterMs: silentAfter,
    stuckAfterMs: stuckAfter,
    decisionAfterMs: decisionAfter,
    journalBytes: journalSize,
  }))
  .prefault({});

export type FleetLimits = z.output<typeof fleetLimits>;
