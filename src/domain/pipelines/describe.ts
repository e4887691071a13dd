/** Events of runs in words: for the activity feed and for `why`. */
import type { Notice } from '../fleet/notice.ts';
import { unreachable } from '../unreachable.ts';
import type { PipelineEvent } from './events.ts';

type Said = Pick<Notice, 'level' | 'text'>;

export const runNotice = (event: PipelineEvent): Said | null => {
  const text = describeRunEvent(event);
  switch (event.kind) {
    case 'run.started':
    case 'run.resolved':
      return { level: 'info', text };
    case 'run.step-ended':
      return event.outcome === 'failed' || event.outcome === 'unknown' ? { level: 'warn', text } : null;
    case 'run.turning-back':
      return { level: 'warn', text };
    case 'run.ended':
      return { level: event.outcome === 'shipped' ? 'info' : event.outcome === 'unknown' ? 'alarm' : 'warn', text };
    default:
      return null;
  }
};

export const describeRunEvent = (event: PipelineEvent): string => {
  switch (event.kind) {
    case 'run.started': {
      const what = event.purpose === 'rollback' ? 'goes back' : 'deploys';
      return `${event.run} ${what}: ${event.pipeline} to ${event.environment}, commit ${event.commit?.slice(0, 12) ?? 'unknown'}, by ${event.by}`;
    }
    case 'run.step-started':
      return `${event.run} began ${event.step}${event.attempt > 1 ? ` (attempt ${event.attempt})` : ''}`;
    case 'run.step-ended':
      return `${event.run} ${event.step}: ${event.reading ?? event.outcome}: ${event.because}`;
    case 'run.built':
      return `${event.run} built ${event.digest}`;
    case 'run.fact-found':
      return `${event.run} found ${Object.entries(event.facts)
        .map(([name, value]) => `${name} ${value}`)
        .join(', ')}`;
    case 'run.approved':
      return `${event.run} was approved by ${event.by}`;
    case 'run.turning-back':
      return `${event.run} turns back: ${event.because}`;
    case 'run.ended':
      return `${event.run} ended: ${event.outcome}: ${event.because}`;
    case 'run.resolved':
      return `${event.run} is settled: ${event.shipped ? 'it was shipped' : 'it was not shipped'}, says ${event.by}`;
    case 'project.held':
      return `${event.project} is held by ${event.run}, fence ${event.fence}`;
    case 'project.freed':
      return `${event.project} is free again: ${event.because}`;
    default:
      return unreachable(event);
  }
};
