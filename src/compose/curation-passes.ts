/**
 * When memory is curated: soon after something changed, pass after pass until all notes lie where they belong, and for no
 * more than a share of the time, however many notes there are.
 */

/** A pass over the whole store may take that share of the time, and no more. */
const CURATION_SHARE = 0.1;

export interface CurationPasses {
  /** Soon; at once when it has not been done for long. */
  readonly curate: () => Promise<void>;
  readonly stop: () => void;
}

/** `pass` says whether nothing is left to do. It comes in turn, so whoever keeps a note meanwhile comes between two. */
export const createCurationPasses = (
  inTurn: (work: () => Promise<void>) => Promise<void>,
  pass: () => Promise<boolean>,
): CurationPasses => {
  let isWanted = false;
  let isCurating = false;
  let isStopped = false;
  let notBefore = 0;
  let later: NodeJS.Timeout | undefined;

  const curate = async (): Promise<void> => {
    isWanted = true;
    const waitMs = notBefore - performance.now();
    if (isCurating || isStopped) return;
    if (waitMs > 0) {
      later ??= setTimeout(() => {
        later = undefined;
        void curate();
      }, waitMs).unref();
      return;
    }
    isCurating = true;
    isWanted = false;
    let spentMs = 0;
    for (let isAtRest = false; !isAtRest; ) {
      await inTurn(async () => {
        const startedAt = performance.now();
        isAtRest = isStopped || (await pass()) || isStopped;
        spentMs += performance.now() - startedAt;
      });
    }
    isCurating = false;
    notBefore = performance.now() + spentMs / CURATION_SHARE;
    if (isWanted) void curate();
  };

  return {
    curate,
    stop: () => {
      isStopped = true;
      clearTimeout(later);
    },
  };
};
