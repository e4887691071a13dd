import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { hookPayloadSchema } from '../../src/claude/hook-payload.ts';
import { tempDir } from '../kit/temp.ts';
import { openWorkingGate, SESSION } from '../kit/working-gate.ts';

const PROGRAM = new URL('../programs/policy.ts', import.meta.url).pathname;
const root = tempDir();
const workspace = join(root, 'ws');
const file = join(workspace, 'POLICIES.md');

/** Verdicts as the gate gives and journals them, under the policy of a new workspace. */
beforeAll(async () => {
  const working = await openWorkingGate(root);
  writeFileSync(join(workspace, 'gaffer.yaml'), 'projects: [apps/*]\n');
  const cwd = join(workspace, 'apps/alpha');
  for (const command of ['npm install left-pad', 'npm install right-pad', 'git status', 'sudo ls', 'terraform plan']) {
    const payload = hookPayloadSchema.parse({
      hook_event_name: 'PreToolUse',
      session_id: 's',
      cwd,
      tool_name: 'Bash',
      tool_input: { command },
    });
    await working.gate({ ...SESSION, event: 'PreToolUse', payload }, new AbortController().signal);
  }
  await working.close();
});

const simulate = async (...args: readonly string[]): Promise<string> => {
  const env = { ...process.env, XDG_RUNTIME_DIR: root };
  const run = promisify(execFile);
  return (await run(process.execPath, [PROGRAM, 'policy', 'simulate', '-w', workspace, ...args], { env })).stdout;
};

const edited = (change: (text: string) => string): string => {
  const copy = join(root, 'edited.md');
  writeFileSync(copy, change(readFileSync(file, 'utf8')));
  return copy;
};

describe('gaffer policy simulate', () => {
  it('changes nothing under the policy that gave the verdicts', async () => {
    expect(await simulate()).toMatch(/^5 verdicts of the last 7 days: none would be another\.\n$/);
  });

  it('lists what an edited policy changes, by the rule that changes it', async () => {
    const copy = edited((text) =>
      text
        .replace('`Bash(npm install:*)`, ', '')
        .replace('## Boundaries\n', '## Boundaries\n- `Bash(terraform:*)` - a person does that\n')
        .replace('## Pre-approved\n', '## Pre-approved\n- `Bash(npm install:*)` in locked - trusted by now\n'),
    );
    const shown = JSON.parse(await simulate('--policy', copy, '--json'));
    expect(shown).toMatchObject({ ok: true, days: 7, judged: 5, leftOut: 0, changed: 3 });
    expect(shown.groups).toMatchObject([
      { from: 'ask', to: 'allow', rule: 'Bash(npm install:*)', because: 'trusted by now', count: 2 },
      { from: 'ask', to: 'deny', rule: 'Bash(terraform:*)', count: 1, calls: [{ call: 'Bash terraform plan' }] },
    ]);
    const text = await simulate('--policy', copy);
    expect(text).toContain('3 would be others');
    expect(text).toMatch(/2 × ask -> allow {2}Bash\(npm install:\*\) \(POLICIES\.md:\d+\): trusted by now/);
    expect(text).toMatch(/worker 1 {2}Bash npm install right-pad/);
  });

  it('names the rule that is gone when nothing speaks of a call any more', async () => {
    const copy = edited((text) => text.replaceAll(/- `Bash\(git status[^\n]*\n/g, ''));
    // git status stays pre-approved by what holds without a word.
    expect(JSON.parse(await simulate('--policy', copy, '--json'))).toMatchObject({ changed: 0 });
  });

  it('looks back only so far, and says what it cannot read', async () => {
    expect(JSON.parse(await simulate('--days', '0.0000001', '--json'))).toMatchObject({ judged: 0 });
    await expect(simulate('--days', 'many')).rejects.toMatchObject({ code: 1 });
    await expect(simulate('--policy', join(root, 'nowhere.md'))).rejects.toMatchObject({ code: expect.any(Number) });
  });
});
