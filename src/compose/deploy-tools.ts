/** What workers may do about gates and deploys: look at the gates, and ask. Deploying by themselves is gaffer.yaml's to allow. */
import type { SessionKey } from '../claude/session-key.ts';
import { sceneOf } from '../domain/failures/noticed.ts';
import { projectId } from '../domain/ids.ts';
import { lockOf } from '../domain/locks/held.ts';
import { nextRunId } from '../domain/pipelines/begin.ts';
import { requestText } from '../domain/pipelines/text.ts';
import { fail, ok, type Result } from '../domain/problem.ts';
import type { Deploys } from './deploys.ts';
import type { Failures } from './failures.ts';
import type { Fleet } from './parts.ts';
import { holdingGates, type Qa, qaText } from './qa.ts';

export interface DeployTools {
  readonly runQa: (session: SessionKey, input: { readonly project?: string | undefined }) => Promise<Result<string>>;
  readonly requestDeploy: (session: SessionKey, input: DeployWanted) => Promise<Result<string>>;
}

export interface DeployWanted {
  readonly pipeline: string;
  readonly environment?: string | undefined;
  readonly why: string;
}

export const createDeployTools = (fleet: Fleet, deploys: Deploys, qa: Qa, failures: Failures): DeployTools => ({
  runQa: async ({ worker }, { project }) => {
    const held = lockOf(fleet.world(), worker)?.project ?? null;
    const named = project === undefined ? held : projectId(project);
    if (named === null) {
      return fail({ kind: 'missing', message: 'you hold no project', next: 'Claim one first, or name the project.' });
    }
    // A build writes into its project, which is its holder's alone.
    if (named !== held) {
      return fail({
        kind: 'refused',
        message: `you do not hold ${named}`,
        next: 'The gates build it: claim it first.',
      });
    }
    const report = await qa.run(named);
    if (!report.ok) return report;
    for (const gate of holdingGates(report.value)) {
      const scene = { ...sceneOf(fleet.world(), worker), project: named };
      await failures.note({ source: 'gate', scene, step: { ...gate, run: null } });
    }
    return report.value.ok
      ? ok(qaText(report.value))
      : fail({ kind: 'refused', message: qaText(report.value), next: 'Mend what fails, and run it again.' });
  },

  requestDeploy: async ({ worker, generation }, { pipeline, environment, why }) => {
    const prepared = await deploys.plan(pipeline, environment ?? null);
    if (!prepared.ok) return prepared;
    const made = prepared.value.planFor(nextRunId(fleet.world()), fleet.places.own);
    if (!made.ok) return made;
    const { plan } = made.value;
    const by = `worker ${worker}`;
    const may = prepared.value.config.environments[plan.environment]?.workers ?? 'never';
    if (may === 'never') {
      return fail({
        kind: 'refused',
        message: `gaffer.yaml lets no worker ask for a deploy of ${pipeline} to ${plan.environment}`,
        next: 'A person deploys it. Go on with something else.',
      });
    }
    if (may === 'deploy') {
      const started = await deploys.start(
        { kind: 'deploy', pipeline, environment: plan.environment, purpose: 'deploy', from: null, approved: false },
        by,
      );
      return started.ok ? ok(`The deploy of ${pipeline} to ${plan.environment} has begun.`) : started;
    }
    const changes = await deploys.changesSince(plan, prepared.value.source.commit);
    const asked = await fleet.submit(
      {
        kind: 'request-deploy',
        worker,
        generation,
        pipeline,
        environment: plan.environment,
        project: plan.project,
        text: requestText(plan, worker, why, changes),
      },
      { by },
    );
    return asked.ok
      ? ok('Asked. A person decides; the answer comes later. Release the project when you are done with it.')
      : asked;
  },
});
