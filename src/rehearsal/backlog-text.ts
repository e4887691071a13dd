/** A scenario's tasks as BACKLOG.md: one entry each under Ready, body and criteria indented below. */
import type { ScenarioTask } from './scenario.ts';

export const backlogText = (tasks: readonly ScenarioTask[]): string =>
  `# Backlog\n\n## Ready\n\n${tasks.map((task) => `${entry(task).join('\n')}\n`).join('')}\n## Ideas\n\n## Done\n`;

const entry = (task: ScenarioTask): readonly string[] => [
  `- [ ] ${[
    task.id,
    task.title,
    ...(task.project === null ? [] : [`@${task.project}`]),
    ...(task.priority === 'normal' ? [] : [`!${task.priority}`]),
    ...task.tags.map((tag) => `#${tag}`),
    ...(task.tier === null ? [] : [`tier:${task.tier}`]),
    ...(task.needs.length === 0 ? [] : [`needs:${task.needs.join(',')}`]),
  ].join(' ')}`,
  ...(task.body === '' ? [] : task.body.split('\n').map((line) => (line === '' ? '' : `  ${line}`))),
  ...task.criteria.map((criterion) => `  - [ ] ISC: ${criterion}`),
];
