/**
 * Runs the dashboard on a terminal until the person leaves, attaches, or the fleet ends. It owns the terminal meanwhile
 * and gives it back as it was, in every ending.
 */
import chalk from 'chalk';
import { render } from 'ink';
import { isEnding } from '../domain/fleet/fleet.ts';
import { unreachable } from '../domain/unreachable.ts';
import { shownSince } from '../state/selectors.ts';
import { shownDecisions } from '../state/selectors-decisions.ts';
import { workersInOrder } from '../state/selectors-workers.ts';
import type { FleetClient } from '../wire/fleet-client.ts';
import { AlertBell } from './AlertBell.tsx';
import { runAction } from './actions.ts';
import { Dashboard } from './Dashboard.tsx';
import { followGone } from './follow-gone.ts';
import { GRID_TILES } from './grid.ts';
import type { InputEvent } from './input.ts';
import { listen, type TerminalInput } from './keyboard.ts';
import { bindingFor } from './keymap.ts';
import { handleMouse } from './mouse.ts';
import { handleOverlay } from './overlay-keys.ts';
import type { Previews } from './PreviewPane.tsx';
import { createPacedWorld, type PacedWorld } from './paced-world.ts';
import { followReports } from './pages/follow-reports.ts';
import { createPreviewPainter } from './preview-painter.ts';
import { createPreviewSource } from './preview-source.ts';
import { answer, type DashboardEnd, type Session, setUi, viewOf } from './session.ts';
import { TerminalModes } from './TerminalModes.tsx';
import { createTicker, type Schedule } from './ticker.ts';
import { settleSelection, type UiStore } from './ui-state.ts';

export type { DashboardEnd } from './session.ts';
export { createUiStore, type UiStore } from './ui-state.ts';

export interface DashboardOptions {
  readonly client: FleetClient;
  readonly stdin: TerminalInput & NodeJS.ReadableStream;
  readonly stdout: NodeJS.WriteStream;
  readonly now: () => number;
  readonly schedule: Schedule;
  /** Give the same one again to find the dashboard as it was left. */
  readonly ui: UiStore;
}

/** More commits a second are not seen, and each costs some milliseconds. */
const MAX_FPS = 10;

export const runDashboard = (options: DashboardOptions): Promise<DashboardEnd> =>
  new Promise((resolve, reject) => {
    const { client, stdin, stdout, now, schedule, ui } = options;
    // chalk, which Ink draws with, knows FORCE_COLOR and not this.
    if ((process.env.NO_COLOR ?? '') !== '') chalk.level = 0;
    const ticker = createTicker(now, schedule, () => shownSince(client.snapshot()));
    const previews = Array.from({ length: GRID_TILES }, (): Previews => {
      const source = createPreviewSource(client);
      return { source, painter: createPreviewPainter(stdout, source) };
    });
    const stopPreviews = (): void => {
      for (const { source, painter } of previews) {
        painter.stop();
        source.look(null);
      }
    };
    const world = createPacedWorld(client);
    const closing: (() => void)[] = [() => ticker.stop(), stopPreviews, () => world.stop()];
    let isEnded = false;

    const session: Session = {
      client,
      ui,
      now,
      size: () => ({ cols: stdout.columns, rows: stdout.rows }),
      redraw: () => redraw(),
      end: (result) => void end(result),
    };
    const lookForSupervisor = followGone(session);
    const onWorld = (): void => {
      const world = client.snapshot();
      ticker.touch(shownSince(world));
      lookForSupervisor();
      keepSelection(session);
      if (world.fleet.state === 'stopped' && world.seq > 0) session.end({ kind: 'stopped' });
    };
    setUi(session, (state) => ({ ...state, overlay: null, answer: null, sent: null, gone: client.gone() }));
    keepSelection(session);
    ticker.touch(shownSince(client.snapshot()));
    closing.push(client.subscribe(onWorld));
    closing.push(followReports(session, schedule));
    void client.closed.then(() => {
      const { state } = client.snapshot().fleet;
      session.end({ kind: isEnding(state) ? 'stopped' : 'lost' });
    });

    const instance = render(<App options={options} world={world} ticker={ticker} previews={previews} />, {
      stdin,
      stdout: watchWrites(stdout, () => {
        for (const { painter } of previews) painter.inkWrote();
      }),
      alternateScreen: true,
      incrementalRendering: true,
      interactive: true,
      maxFps: MAX_FPS,
      exitOnCtrlC: false,
      patchConsole: false,
    });
    closing.push(
      listen(stdin, schedule, (event) => {
        handleInput(session, event);
        keepSelection(session);
      }),
    );
    instance.waitUntilExit().then(
      () => end({ kind: 'left' }),
      (error: unknown) => {
        for (const close of closing.splice(0)) close();
        reject(error);
      },
    );

    const redraw = (): void => {
      instance.clear();
      instance.rerender(<App key={now()} options={options} world={world} ticker={ticker} previews={previews} />);
    };
    const end = async (result: DashboardEnd): Promise<void> => {
      if (isEnded) return;
      isEnded = true;
      for (const close of closing.splice(0)) close();
      instance.unmount();
      await instance.waitUntilExit();
      resolve(result);
    };
  });

const App = ({
  options,
  world,
  ticker,
  previews,
}: {
  readonly options: DashboardOptions;
  readonly world: PacedWorld;
  readonly ticker: ReturnType<typeof createTicker>;
  readonly previews: readonly Previews[];
}) => (
  <>
    <TerminalModes stdout={options.stdout} ui={options.ui} />
    <AlertBell stdout={options.stdout} client={options.client} now={options.now} />
    <Dashboard world={world} ui={options.ui} ticker={ticker} previews={previews} />
  </>
);

/** The same stream, which tells of each write of Ink's. */
const watchWrites = (stdout: NodeJS.WriteStream, onWrite: () => void): NodeJS.WriteStream =>
  new Proxy(stdout, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      if (name !== 'write') return value.bind(target);
      return (...args: readonly unknown[]) => {
        onWrite();
        return Reflect.apply(value, target, args);
      };
    },
  });

const keepSelection = (session: Session): void =>
  setUi(session, (ui) => {
    const world = session.client.snapshot();
    const workers = workersInOrder(world).map(({ number }) => number);
    const waiting = shownDecisions(world, ui.filter).map(({ id }) => id);
    return settleSelection(ui, { workers, waiting }, session.now());
  });

const handleInput = (session: Session, event: InputEvent): void => {
  if (session.ui.getState().answer !== null) setUi(session, (ui) => ({ ...ui, answer: null }));
  const { overlay } = session.ui.getState();
  if (overlay !== null) handleOverlay(session, overlay, event, runAction);
  else handleNav(session, event);
};

const handleNav = (session: Session, event: InputEvent): void => {
  switch (event.kind) {
    case 'mouse':
      handleMouse(session, event);
      break;
    case 'paste':
      answer(session, 'warn', 'Pasted text is not taken for keys. s sends a worker a line.');
      break;
    case 'key': {
      const binding = bindingFor(event.key, viewOf(session));
      if (binding !== null) runAction(session, binding, event.key);
      else answer(session, 'plain', `${event.key} does nothing here. ? shows the keys of this page.`);
      break;
    }
    default:
      unreachable(event);
  }
};
