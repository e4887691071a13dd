/** The alert of a change in a held project by somebody else: one for each hold, and over with it. */
import type { AlertNews } from '../alerts/alert.ts';
import type { Event } from '../event.ts';
import type { ProjectId } from '../ids.ts';
import { touchText } from './touch.ts';

const subjectOf = (project: ProjectId): string => `project:${project}`;

/** A person may well work in a free project: that stands on the page and in the journal, and wakes nobody. */
export const touchNews = (event: Extract<Event, { kind: 'project.touched' }>): readonly AlertNews[] =>
  event.holder === null
    ? []
    : [
        {
          kind: 'raise',
          draft: {
            subject: subjectOf(event.project),
            fingerprint: 'touched',
            level: 'alarm',
            title: `${event.project} is changed by another than its holder`,
            text: touchText(event),
            fix: `See who holds it: gaffer locks. Look at what changed: git -C ${event.project} status`,
          },
        },
      ];

export const holdOver = (project: ProjectId): readonly AlertNews[] => [
  { kind: 'close', subject: subjectOf(project), text: '', told: false },
];
