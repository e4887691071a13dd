/** A length of time as gaffer.yaml writes it, `90s`, `30m`, `8h`, `2d`, read as milliseconds. */
import { z } from 'zod';

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const EXPECTED = 'a duration such as 90s, 30m or 8h';

export const duration = z
  .string({ error: EXPECTED })
  .regex(/^\d{1,6}(?:s|m|h|d)$/, { error: EXPECTED })
  .transform((text): number => Number(text.slice(0, -1)) * (UNIT_MS[text.slice(-1)] ?? 0));

/** `90 s`, `30 min`, `26 h`, `9 d`: as people say how long, coarse enough to stay the same for a while. */
export const spokenDuration = (ms: number): string => {
  const steps = [
    [172_800_000, 86_400_000, 'd'],
    [7_200_000, 3_600_000, 'h'],
    [120_000, 60_000, 'min'],
  ] as const;
  const step = steps.find(([from]) => ms >= from);
  return step === undefined ? `${Math.max(0, Math.round(ms / 1000))} s` : `${Math.floor(ms / step[1])} ${step[2]}`;
};
