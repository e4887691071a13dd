/** `gaffer decisions show`: one decision in full, as the card of the dashboard shows it, for whoever decides from a shell. */
import { alikeTo } from '../domain/policies/alike.ts';
import type { Decision } from '../domain/policies/decision.ts';
import { visible } from '../domain/visible.ts';
import type { World } from '../domain/world.ts';
import { callLines } from '../state/selectors-call.ts';
import { age } from './output.ts';

export const decisionText = (world: World, decision: Decision, now: number): string => {
  const { id, worker, project, question, because, askedAt, state } = decision;
  const alike = alikeTo(world, decision).map((other) => `${other.id} (worker ${other.worker})`);
  return [
    `${id} · worker ${worker} · ${project ?? 'no project'} · ${age(now - askedAt)} · ${stateText(state)}`,
    ...(question.kind === 'posted'
      ? question.text.split('\n')
      : [...callLines(question.call).map(({ role, text }) => `${SIGNS[role]}${text}`), `in ${question.call.cwd}`]
    ).map((line) => `  ${visible(line)}`),
    ...riskText(decision).map((line) => visible(line)),
    `because: ${visible(because)}`,
    ...(alike.length === 0 ? [] : [`the very same asks: ${alike.join(', ')}; --alike answers them together`]),
    '',
  ].join('\n');
};

const SIGNS = { command: '$ ', path: '', removed: '- ', added: '+ ', field: '' } as const;

const stateText = (state: Decision['state']): string => {
  if (state.kind === 'waiting') return 'waits';
  if (state.kind === 'void') return `void: ${visible(state.because)}`;
  return `${state.answer === 'approve' ? 'approved' : 'denied'} by ${state.by}`;
};

const riskText = ({ risk, lately = [] }: Decision): readonly string[] =>
  [
    ['runs', risk?.runs ?? []],
    ['changes', risk?.writes ?? []],
    ['reads', risk?.reads ?? []],
    ['reaches', risk?.reaches ?? []],
    ['unclear', risk?.unclear ?? []],
    ['lately', lately],
  ].flatMap(([label, texts]) =>
    texts === undefined || texts.length === 0 ? [] : [`${label}: ${[texts].flat().join(' · ')}`],
  );
