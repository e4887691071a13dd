/** What goes over the supervisor's socket, as types; frames.ts says how. A dashboard of another version is refused. */
import type { HumanCommand } from '../domain/command.ts';
import type { ReportRequest } from '../domain/reports.ts';
import type { Look, ScreenRequest } from '../domain/screens.ts';
import type { World } from '../domain/world.ts';
import type { EventQuery } from './fleet-client.ts';

/** Raised with every change that an older peer would misread. */
export const PROTOCOL_VERSION = 4;

export interface Hello {
  readonly version: number;
}

export type Welcome =
  | { readonly kind: 'welcome'; readonly version: number; readonly pid: number; readonly world: World }
  | { readonly kind: 'refused'; readonly because: string };

export type Request =
  | { readonly method: 'command'; readonly command: HumanCommand }
  | { readonly method: 'events'; readonly query: EventQuery }
  | { readonly method: 'report'; readonly request: ReportRequest }
  | { readonly method: 'open-screen'; readonly view: number; readonly request: ScreenRequest }
  | { readonly method: 'resize-screen'; readonly view: number; readonly size: ScreenSize }
  | { readonly method: 'repaint-screen'; readonly view: number }
  | { readonly method: 'look-screen'; readonly view: number; readonly look: Look }
  | { readonly method: 'close-screen'; readonly view: number };

export interface ScreenSize {
  readonly cols: number;
  readonly rows: number;
  readonly top: number;
  readonly left: number;
}
