/**
 * A website: releases lie beside each other at the target, and a link says which one is served. So a deploy that breaks
 * off leaves the old one serving, and the way back is one rename.
 */
import { ok, type Result } from '../../problem.ts';
import type { PipelineOf } from '../config.ts';
import type { PlanFacts, PlanParts } from '../expand.ts';
import type { PlannedStep } from '../plan.ts';
import { plainPath, rsyncShell, sshTo } from './ssh.ts';
import { command, fromConfig, gate, stage, wayBack } from './steps.ts';

type Website = PipelineOf<'website'>;

export const websitePlan = (config: Website, facts: PlanFacts): Result<PlanParts> => {
  const { build, env, timeout, output, url, budget, smoke } = config;
  const ways = waysOf(config, facts);
  if (!ways.ok) return ways;
  const { before, there, back } = ways.value;
  const smokeGate = (id: string, sameAs: string | null, contains: string | null): PlannedStep =>
    gate(
      id,
      'what is served',
      { gate: 'site-smoke', url, sameAs, contains, withinMs: smoke.within },
      smoke.within + SLACK_MS,
    );
  return ok({
    stages: [
      ...(build === null
        ? []
        : [stage('build', [command('build', 'build', build, { env, timeoutMs: timeout, repeatable: true })])]),
      stage('check', [
        gate('html', 'HTML validity', { gate: 'site-html', root: output }),
        gate('links', 'links', { gate: 'site-links', root: output, basePath: pathOf(url) }),
        gate('accessibility', 'accessibility', { gate: 'site-accessibility', root: output }),
        gate('budget', 'performance budget', {
          gate: 'site-budget',
          root: output,
          pageBytes: budget.page,
          totalBytes: budget.total,
        }),
        ...(budget.load === null
          ? []
          : [
              gate('load', 'how soon the front page is there', {
                gate: 'site-load',
                root: output,
                basePath: pathOf(url),
                loadMs: budget.load,
              }),
            ]),
      ]),
      ...(before.length === 0 ? [] : [stage('upload', before, { sends: true })]),
      stage('ship', there, { ships: true }),
      stage('verify', [smokeGate('smoke', smoke.exact ? `${output}/index.html` : null, smoke.contains)], {
        ships: true,
      }),
    ],
    rollback: back.length === 0 ? [] : [...back, smokeGate('back-smoke', null, null)],
    artefacts: [output],
  });
};

/** The gate itself has its time; this is for its last request to end. */
const SLACK_MS = 15_000;

interface Ways {
  /** Puts it beside what serves. */
  readonly before: readonly PlannedStep[];
  readonly there: readonly PlannedStep[];
  readonly back: readonly PlannedStep[];
}

const waysOf = ({ deploy, output, timeout }: Website, { release, previous, commit }: PlanFacts): Result<Ways> => {
  if (deploy.to === 'steps') {
    return ok({
      before: [],
      there: deploy.steps.map((step) => fromConfig(step)),
      back: wayBack(deploy.rollback),
    });
  }
  if (deploy.to === 'git') {
    const push = (what: string) =>
      ['git', 'push', '--force', deploy.remote, `${what}:refs/heads/${deploy.branch}`] as const;
    // A push of one commit to one branch is atomic, and pushing it again changes nothing.
    const repeat = { repeatable: true, timeoutMs: timeout, env: ['SSH_AUTH_SOCK', 'GIT_SSH_COMMAND'] };
    return ok({
      before: [],
      there: [command('push', `push to ${deploy.branch}`, [...push(commit ?? 'HEAD')], repeat)],
      back:
        previous?.commit === null || previous === null
          ? []
          : [command('back-push', `push ${previous.commit.slice(0, 12)} again`, [...push(previous.commit)], repeat)],
    });
  }
  const path = plainPath(deploy.path, 'deploy.path');
  if (!path.ok) return path;
  for (const file of [deploy.identity, deploy.knownHosts]) {
    const plain = file === null ? ok('') : plainPath(file, 'a file for ssh');
    if (!plain.ok) return plain;
  }
  const root = path.value;
  const env = ['SSH_AUTH_SOCK'];
  const remote = (line: string) => sshTo(deploy, line);
  const switchTo = (name: string) =>
    // The new link is made beside the old one and renamed over it: at no time is there none.
    `cd ${root} && test -d releases/${name} && ln -sfn releases/${name} .next-${release} && mv -fT .next-${release} current`;
  return ok({
    before: [
      command('prepare', 'make room at the target', remote(`mkdir -p ${root}/releases/${release}`), {
        env,
        repeatable: true,
      }),
      command(
        'upload',
        `upload as ${release}`,
        [
          'rsync',
          ...['-rlt', '--delete', '--checksum', '--chmod=Du=rwx,Dgo=rx,Fu=rw,Fgo=r'],
          ...['--timeout=60', '-e', rsyncShell(deploy), `${output}/`, `${deploy.host}:${root}/releases/${release}/`],
        ],
        // Into a directory of its own that nobody serves yet.
        { env, repeatable: true, retries: 1, timeoutMs: timeout },
      ),
    ],
    there: [
      command('switch', `serve ${release}`, remote(switchTo(release)), { env, repeatable: true }),
      command('tidy', `keep ${deploy.keep} releases`, remote(tidy(root, deploy.keep)), { env, repeatable: true }),
    ],
    back:
      previous === null
        ? []
        : [
            command('back-switch', `serve ${previous.release} again`, remote(switchTo(previous.release)), {
              env,
              repeatable: true,
              retries: 2,
            }),
          ],
  });
};

/** Never what is served, whatever its age. */
const tidy = (root: string, keep: number): string =>
  `cd ${root}/releases && served=$(basename "$(readlink ../current)") && ls -1t | tail -n +${keep + 1} | while read -r old; do [ "$old" = "$served" ] || rm -rf -- "$old"; done`;

/** `https://example.org/blog/` -> `/blog/`: links that begin with it stay in the site. */
const pathOf = (url: string): string => {
  const path = /^[a-z]+:\/\/[^/]*(\/.*)?$/.exec(url)?.[1] ?? '/';
  return path.endsWith('/') ? path : `${path}/`;
};
