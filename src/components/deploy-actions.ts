/** What the keys of the deploys page do. Nothing here deploys without a second key. */
import type { HumanCommand } from '../domain/command.ts';
import { isOver } from '../domain/pipelines/run.ts';
import { chosenDeploy } from './pages/deploys-page.ts';
import { answer, type Session, setUi, viewOf } from './session.ts';
import { togglePage } from './ui-state.ts';

export type DeployAction = 'deploys-page' | 'deploy' | 'roll-back' | 'stop-run';

const ask = (session: Session, question: string, command: HumanCommand, done: string): void =>
  setUi(session, (ui) => ({ ...ui, overlay: { kind: 'confirm', question, command, done } }));

const start = (session: Session, purpose: 'deploy' | 'rollback'): void => {
  const row = chosenDeploy(viewOf(session));
  const pipeline = row?.kind === 'pipeline' ? row.pipeline.name : row?.run.pipeline;
  const environment = row?.kind === 'pipeline' ? row.pipeline.environment : row?.run.environment;
  if (pipeline === undefined || environment === undefined) {
    answer(session, 'warn', 'There is no pipeline to choose.');
    return;
  }
  const question =
    purpose === 'deploy'
      ? `Deploy ${pipeline} to ${environment}? Gates come first; approval is asked for apart.`
      : `Bring back what ${pipeline} served at ${environment} before?`;
  ask(
    session,
    question,
    { kind: 'deploy', pipeline, environment, purpose, from: null, approved: false },
    purpose === 'deploy' ? `${pipeline} is being deployed to ${environment}.` : `${pipeline} is being brought back.`,
  );
};

export const deployActions: Readonly<Record<DeployAction, (session: Session) => void>> = {
  'deploys-page': (session) => setUi(session, (ui) => togglePage(ui, 'deploys')),
  deploy: (session) => start(session, 'deploy'),
  'roll-back': (session) => start(session, 'rollback'),
  'stop-run': (session) => {
    const run = chosenDeploy(viewOf(session))?.run ?? null;
    if (run === null || isOver(run)) return answer(session, 'warn', 'The chosen run is over.');
    ask(
      session,
      `Stop ${run.id} of ${run.pipeline}? What it has changed is turned back.`,
      { kind: 'stop-run', run: run.id },
      `${run.id} is being stopped.`,
    );
  },
};
