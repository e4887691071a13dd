/** The person's seat: the dashboard and, from it, one worker's screen after another, until they leave or the fleet ends. */

import { attach } from '../components/attach/attach.ts';
import { comeBack } from '../components/attach/come-back.ts';
import { openOuterTerminal } from '../components/attach/outer-terminal.ts';
import { createUiStore, runDashboard } from '../components/dashboard-app.tsx';
import type { WorkerNumber } from '../domain/ids.ts';
import type { FleetClient } from '../wire/fleet-client.ts';
import { guardTerminal } from './terminal-guard.ts';

export type SeatEnd = 'left' | 'stopped' | 'lost';

export const showFleet = async (client: FleetClient): Promise<SeatEnd> => {
  const ui = createUiStore();
  const release = guardTerminal();
  try {
    return await seat(client, ui);
  } finally {
    release();
  }
};

const seat = async (client: FleetClient, ui: ReturnType<typeof createUiStore>): Promise<SeatEnd> => {
  for (;;) {
    const end = await runDashboard({
      client,
      stdin: process.stdin,
      stdout: process.stdout,
      now: Date.now,
      schedule: afterDelay,
      ui,
    });
    if (end.kind !== 'attach') return end.kind;
    const { worker: last } = await showScreens(client, end.worker);
    ui.setState((before) => comeBack(before, client.snapshot(), last));
  }
};

/** Attached mode from the command line. */
export const showWorker = async (client: FleetClient, first: WorkerNumber): Promise<'back' | 'lost'> => {
  const release = guardTerminal();
  try {
    return (await showScreens(client, first)).kind;
  } finally {
    release();
  }
};

/** Attached mode: worker after worker, until the leader key leads back; the last one is returned. */
const showScreens = async (
  client: FleetClient,
  first: WorkerNumber,
): Promise<{ readonly worker: WorkerNumber; readonly kind: 'back' | 'lost' }> => {
  const outer = openOuterTerminal({ stdin: process.stdin, stdout: process.stdout });
  try {
    for (let worker = first; ; ) {
      const end = await attach({ client, worker, outer });
      if (end.kind !== 'switch') return { worker, kind: end.kind };
      worker = end.worker;
    }
  } finally {
    outer.restore();
  }
};

const afterDelay = (action: () => void, ms: number): (() => void) => {
  const timer = setTimeout(action, ms);
  return () => clearTimeout(timer);
};
