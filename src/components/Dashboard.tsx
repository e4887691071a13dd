/** The whole screen: header, panes or a page, overlay, activity, footer, each in its rectangle of the layout. */
import { Box, useWindowSize } from 'ink';
import { useSyncExternalStore } from 'react';
import { unreachable } from '../domain/unreachable.ts';
import { workerAt } from '../state/selectors-workers.ts';
import { ActivityLine } from './ActivityLine.tsx';
import { BacklogPane } from './BacklogPane.tsx';
import { CardOverlay } from './CardOverlay.tsx';
import { Confirm } from './Confirm.tsx';
import { DecisionsPane } from './DecisionsPane.tsx';
import { Footer } from './Footer.tsx';
import { GoneNotice } from './GoneNotice.tsx';
import { GridPage } from './GridPage.tsx';
import { Banner, Header } from './Header.tsx';
import { HealthPane } from './HealthPane.tsx';
import { HelpOverlay } from './HelpOverlay.tsx';
import type { PaneName, Rect } from './layout.ts';
import { Palette } from './Palette.tsx';
import { PreviewPane, type Previews } from './PreviewPane.tsx';
import type { PacedWorld } from './paced-world.ts';
import { PageView } from './pages/PageView.tsx';
import { pageOf } from './pages/pages.ts';
import { type Scene, sceneOf } from './scene.ts';
import { TextOverlay } from './TextOverlay.tsx';
import { TextPrompt } from './TextPrompt.tsx';
import { TooSmall } from './TooSmall.tsx';
import type { Ticker } from './ticker.ts';
import type { UiState, UiStore } from './ui-state.ts';
import type { DashboardView } from './view.ts';
import { WhyOverlay } from './WhyOverlay.tsx';
import { WorkersPane } from './WorkersPane.tsx';

export interface DashboardProps {
  readonly world: Pick<PacedWorld, 'snapshot' | 'subscribe'>;
  readonly ui: UiStore;
  readonly ticker: Ticker;
  readonly previews: readonly Previews[];
}

export const Dashboard = ({ world: paced, ui, ticker, previews }: DashboardProps) => {
  const world = useSyncExternalStore(paced.subscribe, paced.snapshot);
  const state = useSyncExternalStore(ui.subscribe, ui.getState);
  const now = useSyncExternalStore(ticker.subscribe, ticker.now);
  const { columns: cols, rows } = useWindowSize();
  const scene = sceneOf({ world, ui: state, now }, { cols, rows });
  if (scene.layout.arrangement === 'too-small') return <TooSmall view={scene.view} size={{ cols, rows }} />;
  const { view, layout } = scene;
  return (
    <Box width={cols} height={rows} overflow="hidden">
      <Header view={view} rect={layout.header} />
      {layout.banner === null ? null : <Banner rect={layout.banner} />}
      <Body scene={scene} previews={previews} />
      {layout.bar === null ? null : <Bar ui={state} rect={layout.bar} />}
      {layout.activity === null ? null : <ActivityLine view={view} rect={layout.activity} />}
      <Footer
        view={view}
        rect={layout.footer}
        hasActivity={layout.activity !== null}
        hidesPanes={layout.arrangement !== 'wide'}
      />
    </Box>
  );
};

const Body = ({ scene, previews }: { readonly scene: Scene; readonly previews: readonly Previews[] }) => {
  const { view, layout } = scene;
  const { overlay } = view.ui;
  switch (overlay?.kind) {
    case 'help':
      return <HelpOverlay view={view} rect={layout.body} scroll={overlay.scroll} />;
    case 'why':
      return <WhyOverlay rect={layout.body} overlay={overlay} />;
    case 'card':
      return <CardOverlay view={view} rect={layout.body} scroll={overlay.scroll} />;
    case 'diff':
      return (
        <TextOverlay
          rect={layout.body}
          title={overlay.title}
          tone="warn"
          lines={overlay.lines}
          scroll={overlay.scroll}
        />
      );
    case 'palette':
      return <Palette view={view} rect={layout.body} draft={overlay.draft} chosen={overlay.chosen} />;
    case 'confirm':
    case 'prompt':
    case undefined: {
      const page = pageOf(view.ui.page);
      if (page !== null) return <PageView page={page} view={view} rect={layout.body} />;
      if (view.ui.page === 'grid') return <GridPage view={view} rect={layout.body} previews={previews} />;
      return layout.panes.map(({ name, rect }) => (
        <PaneNamed key={name} name={name} view={view} rect={rect} previews={previews} />
      ));
    }
    default:
      return unreachable(overlay);
  }
};

const PaneNamed = ({
  name,
  view,
  rect,
  previews,
}: {
  readonly name: PaneName;
  readonly view: DashboardView;
  readonly rect: Rect;
  readonly previews: readonly Previews[];
}) => {
  switch (name) {
    case 'workers':
      return <WorkersPane view={view} rect={rect} />;
    case 'preview': {
      const [first] = previews;
      if (first === undefined) return null;
      const worker = workerAt(view.world, view.ui.worker);
      return (
        <PreviewPane view={view} rect={rect} worker={worker} isFocused={view.ui.focus === 'preview'} previews={first} />
      );
    }
    case 'decisions':
      return <DecisionsPane view={view} rect={rect} />;
    case 'backlog':
      return <BacklogPane view={view} rect={rect} />;
    case 'health':
      return <HealthPane view={view} rect={rect} />;
  }
};

/** A question or a draft has it first; that the supervisor is gone still stands in the header. */
const Bar = ({ ui: { overlay, gone }, rect }: { readonly ui: UiState; readonly rect: Rect }) => {
  if (overlay?.kind === 'confirm') return <Confirm rect={rect} question={overlay.question} />;
  if (overlay?.kind === 'prompt') return <TextPrompt rect={rect} purpose={overlay.purpose} draft={overlay.draft} />;
  return gone === null ? null : <GoneNotice rect={rect} gone={gone} />;
};
