/** Draws a page in the area of the panes. */
import type { Rect } from '../layout.ts';
import { Pane } from '../Pane.tsx';
import type { DashboardView } from '../view.ts';
import type { Page } from './page.ts';

export const PageView = ({
  page,
  view,
  rect,
}: {
  readonly page: Page;
  readonly view: DashboardView;
  readonly rect: Rect;
}) => <Pane rect={rect} isFocused content={page.content(view, rect)} />;
