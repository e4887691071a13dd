import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readRequestLog } from '../../src/rehearsal/request-log.ts';
import { openRequestTap, type RequestTap } from '../kit/request-tap.ts';
import { openSupervised, type Supervised } from '../kit/supervised.ts';

const PATIENT = { timeout: 60_000, interval: 100 };

let opened: Supervised | undefined;
let tap: RequestTap | undefined;
afterEach(async () => {
  await opened?.stop();
  tap?.close();
  opened = undefined;
});

const open = async (scenario: string): Promise<Supervised> => {
  tap = await openRequestTap();
  opened = await openSupervised({ scenario, before: tap.detour });
  return opened;
};

const isIn = (worker: number, state: string) =>
  vi.waitFor(() => {
    const seat = opened?.fleet.snapshot().workers[worker];
    if (seat?.state.kind !== state) throw new Error(`${JSON.stringify(seat?.state)}\n${opened?.log.join('\n')}`);
  }, PATIENT);

/** Types as a person does who has attached: Enter once the words are seen, and away once it has done something. */
const typeInto = async (worker: 1 | 2, text: string): Promise<void> => {
  if (opened === undefined) throw new Error('there is no fleet to type into');
  const { fleet } = opened;
  let shown = '';
  const eyes = fleet.openScreen(
    { kind: 'preview', worker: worker as never, cols: 120, rows: 40 },
    {
      onPreview: ({ rows }) => {
        shown = rows.map((runs) => runs.map((run) => run.text).join('')).join('\n');
      },
    },
  );
  const hands = fleet.openScreen({ kind: 'attach', worker: worker as never, cols: 120, rows: 40, top: 0, left: 0 }, {});
  hands.write(text);
  await vi.waitFor(() => expect(shown).toContain(text), PATIENT);
  const draft = shown;
  hands.write('\r');
  await vi.waitFor(() => expect(shown).not.toBe(draft), PATIENT);
  hands.close();
  eyes.close();
};

/** All that Claude Code wrote down of the conversation. */
const transcript = async (workspace: string): Promise<string> => {
  const home = join(workspace, '.gaffer/claude/projects');
  const files = (await readdir(home, { recursive: true })).filter((name) => name.endsWith('.jsonl'));
  return (await Promise.all(files.map((name) => readFile(join(home, name), 'utf8')))).join('\n');
};

const lastRequest = (): string => tap?.requests.at(-1)?.body ?? '';

const HALF_DONE = `name: half done
workers: 1
policies: |
  # Policies
  ## Pre-approved
  - \`mcp__gaffer__*\`
  ## Standing decisions
workspace:
  projects: [{ path: apps/alpha, files: { notes.txt: one } }]
backlog:
  - id: T1
    title: Paint the door
    project: apps/alpha
    tier: haiku
    criteria: [the door is blue, the frame is white]
scripts:
  - turns:
      - call: { tool: mcp__gaffer__claim_project, input: { project: apps/alpha } }
      - call:
          tool: mcp__gaffer__update_status
          input:
            scratchpad: 'primer is dry, second coat is next'
            resume_triggers: '- when decision D1 is settled: paint the rest'
        expect: succeeds
      - call: { tool: mcp__gaffer__meet_criterion, input: { criterion: 1, evidence: looked at the door and it is blue } }
        expect: succeeds
      - call: { tool: mcp__gaffer__ask_human, input: { question: 'Matt or gloss?' } }
      - say: I wait for the answer.
      - say: I see.
      - say: I see that too.
      - say: And that.
chat:
  - match: .
    turns: [{ say: I see. }]
`;

/** What a session must know again, whatever became of its context. */
const KNOWN = [
  'primer is dry, second coat is next',
  'when decision D1 is settled: paint the rest',
  'T1: Paint the door',
  'You hold apps/alpha',
  '- [x] the door is blue (shown: looked at the door and it is blue)',
  '- [ ] the frame is white',
  'The change is not logged yet.',
];

describe('a context that is lost in the middle of a task', { timeout: 180_000 }, () => {
  it('comes back after /clear and after /compact, and a settled decision wakes its worker', async () => {
    const { fleet, events } = await open(HALF_DONE);
    const question = await opened?.waiting();
    await isIn(1, 'idle');

    await typeInto(1, '/clear');
    await vi.waitFor(async () => expect(await events('session.renamed')).not.toEqual([]), PATIENT);
    const before = tap?.requests.length ?? 0;
    await fleet.command({ kind: 'send-text', worker: 1 as never, text: 'What do you know?' });
    await vi.waitFor(() => expect(tap?.requests.length).toBeGreaterThan(before), PATIENT);
    for (const words of KNOWN) expect(lastRequest()).toContain(words);
    expect(lastRequest()).toContain('D1 waits for the human: Matt or gloss?');
    // It is a new conversation: what the last one did is not in it.
    expect(lastRequest()).not.toContain('"name":"mcp__gaffer__meet_criterion","input":{"criterion"');
    await isIn(1, 'idle');

    await fleet.command({
      kind: 'settle-decision',
      decision: question?.id as never,
      answer: 'approve',
      by: 'cli',
      reason: 'gloss',
    });
    await vi.waitFor(async () => expect(await events('mail.delivered')).toHaveLength(1), PATIENT);
    expect(await events('trigger.fired')).toMatchObject([
      { worker: 1, because: 'D1 was approved, with the words “gloss”' },
    ]);
    expect(await events('mail.delivered')).toMatchObject([{ mail: ['M1'], edge: 'UserPromptSubmit' }]);
    await vi.waitFor(() => expect(lastRequest()).toContain('[mail M1]'), PATIENT);
    expect(lastRequest()).toContain('> paint the rest');
    await isIn(1, 'idle');

    const uncompacted = tap?.requests.length ?? 0;
    await typeInto(1, '/compact');
    await vi.waitFor(() => expect(tap?.requests.length).toBeGreaterThan(uncompacted), PATIENT);
    await isIn(1, 'idle');
    await fleet.command({ kind: 'send-text', worker: 1 as never, text: 'And now?' });
    await vi.waitFor(() => expect(lastRequest()).toContain('And now?'), PATIENT);
    for (const words of KNOWN) expect(lastRequest()).toContain(words);
    expect(lastRequest()).toContain('D1 approved (“gloss”): Matt or gloss?');
    expect(lastRequest()).not.toContain('What do you know?');
  });
});

/** Everything of the task is done and committed; what is left is to log it and to let go. */
const LATE = `name: late
workers: 1
policies: |
  # Policies
  ## Pre-approved
  - \`mcp__gaffer__*\`
  - \`Edit(apps/**)\`
  - \`Bash(git add:*)\`
  - \`Bash(git commit:*)\`
  - \`Bash(sleep:*)\`
  ## Standing decisions
workspace:
  projects: [{ path: apps/alpha, files: { notes.txt: one } }]
backlog:
  - { id: T1, title: Paint the door, project: apps/alpha, tier: haiku, criteria: [the door is blue] }
scripts:
  - turns:
      - call: { tool: mcp__gaffer__claim_project, input: { project: apps/alpha } }
        expect: succeeds
      - call: { tool: Write, input: { file_path: '{{cwd}}/door.txt', content: blue } }
      - call: { tool: Bash, input: { command: git add -A } }
      - call: { tool: Bash, input: { command: 'git commit -m "{{task}}: {{title}}"' } }
        expect: succeeds
      - call: { tool: mcp__gaffer__meet_criterion, input: { criterion: 1, evidence: door.txt says blue } }
        expect: succeeds
      - call: { tool: Bash, input: { command: sleep 5, description: Let it dry } }
      - call: { tool: mcp__gaffer__log_change, input: { text: The door is blue. } }
        expect: succeeds
      - call: { tool: mcp__gaffer__release_project, input: {} }
        expect: succeeds
      - say: '{{task}} is done.'
`;

describe('a session that is killed late in its task', { timeout: 180_000 }, () => {
  it('leaves its successor to finish the task, and no finished step is done again', async () => {
    const { fleet, events, workspace } = await open(LATE);
    await vi.waitFor(async () => expect(await events('criterion.met')).toHaveLength(1), PATIENT);
    await vi.waitFor(() => expect(fleet.snapshot().workers[1]?.doing).toContain('sleep'), PATIENT);
    // Claude Code writes its transcript when it finds the time; what it had not written by now it would do again.
    await vi.waitFor(async () => expect(await transcript(workspace)).toContain('Let it dry'), PATIENT);
    const first = fleet.snapshot().workers[1];
    process.kill(first?.session?.pid ?? 0, 'SIGKILL');
    await vi.waitFor(() => expect(fleet.snapshot().records.T1?.status).toBe('done'), PATIENT);
    expect(fleet.snapshot().workers[1]?.generation).toBeGreaterThan(first?.generation ?? 0);

    const served = await readRequestLog(join(workspace, '.gaffer/rehearsal-requests.jsonl'));
    const turns = served.filter(({ outcome, task }) => outcome === 'answered' && task === 'T1').map(({ turn }) => turn);
    // The call that was cut off is made again; the five steps before it are not.
    expect(turns).toEqual([0, 1, 2, 3, 4, 5, 5, 6, 7]);
    const git = await execa('git', ['log', '--format=%s'], { cwd: join(workspace, 'apps/alpha') });
    expect(git.stdout.split('\n').filter((subject) => subject.startsWith('T1'))).toEqual(['T1: Paint the door']);
    expect((await readFile(join(workspace, 'CHANGELOG.md'), 'utf8')).match(/The door is blue/g)).toHaveLength(1);
    const prompts = (tap?.requests ?? []).filter(({ body }) =>
      body.includes('Your last session ended before this task was done'),
    );
    expect(prompts.length).toBeGreaterThan(0);
    expect(prompts[0]?.body).toContain('- [x] the door is blue (shown: door.txt says blue)');
  });
});
