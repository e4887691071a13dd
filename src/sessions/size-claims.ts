/**
 * Who decides a terminal's size when several look at it: the view attached last. When it leaves, the one before it
 * decides again; when nobody is left, the size stays.
 */
import type { Size } from './screen.ts';

export interface SizeClaim {
  readonly change: (size: Size) => void;
  readonly release: () => void;
}

export const createSizeClaims = (apply: (size: Size) => void): ((size: Size) => SizeClaim) => {
  const claims: { size: Size }[] = [];
  const applyLast = (): void => {
    const last = claims.at(-1);
    if (last !== undefined) apply(last.size);
  };
  return (size) => {
    const claim = { size };
    claims.push(claim);
    applyLast();
    return {
      change: (changed) => {
        claim.size = changed;
        applyLast();
      },
      release: () => {
        const index = claims.indexOf(claim);
        if (index === -1) return;
        claims.splice(index, 1);
        applyLast();
      },
    };
  };
};
