/**
 * The keys as data. Help, footer, palette and the README table are made from this list, and a key that does nothing now
 * says why; what a key does stands in `actions.ts` under its name.
 */
import { BACKLOG_KEYS } from './keys/backlog.ts';
import { DECISION_KEYS } from './keys/decisions.ts';
import { DEPLOY_KEYS } from './keys/deploys.ts';
import { FLEET_KEYS } from './keys/fleet.ts';
import { GRID_KEYS } from './keys/grid.ts';
import { HEARTBEAT_KEYS } from './keys/heartbeat.ts';
import type { ActionName, KeyBinding, KeyContext } from './keys/key-binding.ts';
import { LEAVING_KEYS } from './keys/leaving.ts';
import { MEMORY_KEYS } from './keys/memory.ts';
import { MOVING_KEYS } from './keys/moving.ts';
import { PAGE_KEYS } from './keys/pages.ts';
import { SCREEN_KEYS } from './keys/screen.ts';
import { WORKER_KEYS } from './keys/workers.ts';

/** What only moves the eye, or leaves; whatever else there is asks something of the supervisor. */
const LOOKS: ReadonlySet<ActionName> = new Set([
  'select-worker',
  'attach',
  'open',
  'next-pane',
  'previous-pane',
  'down',
  'up',
  'right',
  'left',
  'rows-down',
  'rows-up',
  'first',
  'last',
  'next-tile',
  'previous-tile',
  'backlog',
  'cost',
  'deploys-page',
  'failures',
  'grid',
  'heartbeat-page',
  'locks',
  'memory',
  'zoom',
  'filter',
  'palette',
  'help',
  'mouse',
  'redraw',
  'back',
  'leave',
]);

const whileThere = (binding: KeyBinding): KeyBinding => ({
  ...binding,
  when: (context) =>
    context.ui.gone === null
      ? binding.when(context)
      : 'The supervisor is gone; this works again when the next one is there.',
});

/** In the order of the footer, which drops from the end what has no room. */
export const KEYMAP: readonly KeyBinding[] = [
  ...DECISION_KEYS,
  ...WORKER_KEYS,
  ...FLEET_KEYS,
  ...GRID_KEYS,
  ...BACKLOG_KEYS,
  ...PAGE_KEYS,
  ...HEARTBEAT_KEYS,
  ...DEPLOY_KEYS,
  ...MEMORY_KEYS,
  ...SCREEN_KEYS,
  ...MOVING_KEYS,
  ...LEAVING_KEYS,
].map((binding) => (LOOKS.has(binding.name) ? binding : whileThere(binding)));

/** The binding of a key on this page: the one that works now, else the last one, whose reason is the more particular. */
export const bindingFor = (key: string, context: KeyContext): KeyBinding | null => {
  const bound = KEYMAP.filter((binding) => binding.keys.includes(key) && binding.pages.includes(context.ui.page));
  return bound.find((binding) => binding.when(context) === true) ?? bound.at(-1) ?? null;
};

/** Bindings that work now, in the order of the list: what the footer shows. */
export const workingKeys = (context: KeyContext): readonly KeyBinding[] =>
  KEYMAP.filter((binding) => binding.pages.includes(context.ui.page) && binding.when(context) === true);
