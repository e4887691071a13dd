/** A tool double of the supervisor, in memory: the test sets the World and the screens, and reads what was commanded. */
import type { HumanCommand } from '../../src/domain/command.ts';
import type { Logged } from '../../src/domain/event.ts';
import { fail, ok, type Result } from '../../src/domain/problem.ts';
import type { AskReport } from '../../src/domain/reports.ts';
import type { Preview, ScreenListener, ScreenRequest } from '../../src/domain/screens.ts';
import type { World } from '../../src/domain/world.ts';
import type { EventQuery, FleetClient, Gone } from '../../src/wire/fleet-client.ts';

export interface OpenedScreen {
  readonly request: ScreenRequest;
  readonly show: (preview: Preview) => void;
  readonly end: (because: string) => void;
  readonly sizes: { readonly cols: number; readonly rows: number }[];
  isClosed: boolean;
}

export interface FakeFleetClient extends FleetClient {
  readonly set: (world: World) => void;
  readonly commands: HumanCommand[];
  readonly screens: OpenedScreen[];
  /** The supervisor is gone for good. */
  readonly die: () => void;
  /** It is gone and another one is waited for; null brings that. */
  readonly go: (gone: Gone | null, world?: World) => void;
}

export interface FakeFleetClientOptions {
  readonly world: World;
  readonly journal?: readonly Logged[];
  readonly answer?: (command: HumanCommand) => Result<readonly Logged[]>;
  readonly report?: AskReport;
  /** The keyboard of an attached view. */
  readonly onKeys?: (bytes: string) => void;
}

export const fakeFleetClient = ({
  world: first,
  journal = [],
  answer = () => ok([]),
  onKeys = () => {},
  report = async () => fail({ kind: 'missing', message: 'this fleet has no reports' }),
}: FakeFleetClientOptions): FakeFleetClient => {
  let world = first;
  let gone: Gone | null = null;
  const listeners = new Set<() => void>();
  const commands: HumanCommand[] = [];
  const screens: OpenedScreen[] = [];
  const death = Promise.withResolvers<void>();
  return {
    commands,
    screens,
    set: (next) => {
      world = next;
      for (const listener of listeners) listener();
    },
    die: () => death.resolve(),
    go: (next, changed = world) => {
      gone = next;
      world = changed;
      for (const listener of listeners) listener();
    },
    gone: () => gone,
    snapshot: () => world,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    command: async (command) => {
      if (gone !== null) return fail({ kind: 'process', message: 'the supervisor is gone, so that nothing was done' });
      commands.push(command);
      return answer(command);
    },
    events: async (query) => matching(journal, query),
    report,
    openScreen: (request, listener) => openScreen(screens, request, listener, onKeys),
    closed: death.promise,
    close: () => listeners.clear(),
  };
};

const matching = (journal: readonly Logged[], { after = 0, kind, limit, seq }: EventQuery): readonly Logged[] =>
  journal
    .filter((logged) => logged.seq > after)
    .filter((logged) => seq === undefined || logged.seq === seq)
    .filter((logged) => kind === undefined || logged.event.kind === kind)
    .slice(0, limit);

const openScreen = (
  screens: OpenedScreen[],
  request: ScreenRequest,
  listener: ScreenListener,
  onKeys: (bytes: string) => void,
) => {
  const opened: OpenedScreen = {
    request,
    show: (preview) => listener.onPreview?.(preview),
    end: (because) => listener.onEnd?.(because),
    sizes: [],
    isClosed: false,
  };
  screens.push(opened);
  return {
    write: onKeys,
    resize: ({ cols, rows }: { readonly cols: number; readonly rows: number }) => {
      opened.sizes.push({ cols, rows });
    },
    repaint: () => {},
    look: () => {},
    close: () => {
      opened.isClosed = true;
    },
  };
};
