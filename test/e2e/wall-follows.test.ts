import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { workerNumber } from '../../src/domain/ids.ts';
import { openSupervised, type Supervised } from '../kit/supervised.ts';

const PATIENT = { timeout: 90_000, interval: 100 };

let opened: Supervised | undefined;
afterEach(async () => {
  await opened?.stop();
  opened = undefined;
});

/** The path is put together by the program, so that no reading of its text finds it: the workspace is where apps lies. */
const WORKSPACE = `((d) => { while (!require('fs').readdirSync(d).includes('apps')) d = require('path').dirname(d); return d; })(process.cwd())`;
const pathTo = (name: string): string => `[${WORKSPACE}, 'apps', 'alpha', '${name}'].join('/')`;
const writing = (name: string): string => `node -e \\"require('fs').writeFileSync(${pathTo(name)}, 'x')\\"`;
const bash = (command: string, more = ''): string =>
  `call: { tool: Bash, input: { command: "${command}", description: By script${more} } }`;
/** Writes ten times a second for as long as it lives. */
const BEATING = `node -e \\"setInterval(() => require('fs').appendFileSync(${pathTo('beat.txt')}, 'x'), 100)\\"`;
const WAITING = `node -e \\"while (!require('fs').existsSync(${pathTo('beat.txt')})) {}\\"`;

/** A worker that picks its work itself, so that its session is older than its lock. What goes through the gate here only the wall stops. */
const SCENARIO = `name: self-claim
description: One worker claims and releases by itself.
workers: 1
dispatch: self
policies: |
  # Policies
  ## Pre-approved
  - \`Bash(node:*)\`
  - \`mcp__gaffer__*\`
workspace:
  projects:
    - path: apps/alpha
      files: { notes.txt: one, .gitignore: "*.txt" }
backlog:
  - { id: T1, title: Claim, project: apps/alpha, tier: haiku }
scripts:
  - for: { task: T1 }
    turns:
      - ${bash(writing('early.txt'))}
        expect: EROFS
      - call: { tool: mcp__gaffer__claim_project, input: { project: apps/alpha } }
        expect: succeeds
      - ${bash(writing('first.txt'))}
      - ${bash(writing('mine.txt'))}
        expect: succeeds
      - ${bash(BEATING, ', run_in_background: true')}
        expect: succeeds
      - ${bash(WAITING)}
        expect: succeeds
      - call: { tool: mcp__gaffer__release_project, input: {} }
        expect: succeeds
      - ${bash(`cd {{workspace}} && ${writing('late.txt')}`)}
      - ${bash(writing('later.txt'))}
        expect: EROFS
      - say: I am done.
`;

describe('the wall of a session that claims by itself, with real bubblewrap', { timeout: 180_000 }, () => {
  it('opens with the claim, closes with the release, and nothing that was started behind it goes on', async () => {
    opened = await openSupervised({ scenario: SCENARIO });
    const { fleet, workspace, events } = opened;
    const alpha = join(workspace, 'apps/alpha');
    await vi.waitFor(() => expect(fleet.snapshot().workers[1]?.state.kind).toBe('idle'), PATIENT);
    await fleet.command({ kind: 'send-text', worker: workerNumber(1), text: 'Task T1: Claim' });
    await vi.waitFor(async () => {
      const renewed = await events('wall.renewed');
      expect(renewed).toMatchObject([{ project: 'apps/alpha' }, { project: null }]);
      expect(fleet.snapshot().workers[1]?.state.kind, opened?.log.join('\n')).toBe('idle');
    }, PATIENT);
    expect(existsSync(join(alpha, 'early.txt'))).toBe(false);
    expect(readFileSync(join(alpha, 'mine.txt'), 'utf8')).toBe('x');
    expect(existsSync(join(alpha, 'late.txt'))).toBe(false);
    expect(existsSync(join(alpha, 'later.txt'))).toBe(false);
    const beats = statSync(join(alpha, 'beat.txt')).size;
    // As long as five beats take.
    await sleep(500);
    expect(statSync(join(alpha, 'beat.txt')).size).toBe(beats);
    const opens = (await events('session.opened')).map((event) => event.kind === 'session.opened' && event.session);
    expect(opens).toHaveLength(3);
    expect(new Set(opens).size).toBe(1);
  });
});
