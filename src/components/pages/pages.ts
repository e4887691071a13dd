/** The pages by name. */
import type { PageName } from '../ui-state.ts';
import { backlogPage } from './backlog-page.ts';
import { costPage } from './cost-page.ts';
import { deploysPage } from './deploys-page.ts';
import { failuresPage } from './failures-page.ts';
import { heartbeatPage } from './heartbeat-page.ts';
import { locksPage } from './locks-page.ts';
import { memoryPage } from './memory-page.ts';
import type { Page } from './page.ts';

const PAGE_OF: Readonly<Record<Exclude<PageName, 'fleet' | 'grid'>, Page>> = {
  locks: locksPage,
  memory: memoryPage,
  failures: failuresPage,
  heartbeat: heartbeatPage,
  backlog: backlogPage,
  cost: costPage,
  deploys: deploysPage,
};

/** Null while the panes of the fleet, or live screens, are shown. */
export const pageOf = (name: PageName): Page | null => (name === 'fleet' || name === 'grid' ? null : PAGE_OF[name]);
