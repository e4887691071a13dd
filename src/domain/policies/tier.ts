/** Whether a worker may use a model: one of its own tier or a cheaper one. A model of no known tier counts as dearer. */
import type { JudgeContext, TierLimit } from './context.ts';
import { allowed, denied, type Finding } from './finding.ts';

/** The tool that would use the model is judged apart: this finding only keeps out of its way. */
export const judgeModel = (model: string, { tier }: JudgeContext): Finding => {
  if (tier === null || isWithin(model, tier)) return allowed('tier', `${model} is within the tier`);
  return denied('tier', 'tier', `${model} is above the tier of this worker; ${tier.name} and cheaper are allowed`);
};

const isWithin = (model: string, { name, ladder, models = [] }: TierLimit): boolean => {
  if (model === '' || model === 'inherit') return true;
  const asked = model.toLowerCase();
  const wanted = ladder.findIndex(
    (tier, index) => asked.includes(tier.toLowerCase()) || asked.includes((models[index] ?? tier).toLowerCase()),
  );
  const top = ladder.length - 1;
  const own = ladder.indexOf(name);
  return own === top || (wanted !== -1 && wanted <= own);
};
