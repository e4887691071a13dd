import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const biome = join(root, 'node_modules/.bin/biome');

describe('the import rules of ARCHITECTURE.md section 4', () => {
  let copy = '';
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'gaffer-layers-'));
    const config = execFileSync('sed', ['s/"enabled": true/"enabled": false/', join(root, 'biome.json')]);
    writeFileSync(join(copy, 'biome.json'), config);
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  const lint = (room: string, source: string) => {
    const file = join(copy, 'src', room, 'planted.ts');
    mkdirSync(join(copy, 'src', room), { recursive: true });
    writeFileSync(file, `${source}\n`);
    const run = spawnSync(biome, ['lint', file], { cwd: copy, encoding: 'utf8' });
    return { failed: run.status !== 0, text: `${run.stdout}${run.stderr}` };
  };

  it.each([
    ['domain', "export { openJournal } from '../state/journal.ts';"],
    ['domain', "export { readFileSync } from 'node:fs';"],
    ['domain', "export { Box } from 'ink';"],
    ['state', "export { openTerminal } from '../sessions/terminal.ts';"],
    ['sessions', "export { openJournal } from '../state/journal.ts';"],
    ['claude', "export { startRehearsal } from '../rehearsal/messages-api.ts';"],
    ['jobs', "export { prepareLaunch } from '../claude/launch.ts';"],
    ['rehearsal', "export { Screen } from '../sessions/screen.ts';"],
    ['wire', "export { createLoop } from '../state/loop.ts';"],
    ['components', "export { openTerminal } from '../sessions/terminal.ts';"],
    ['components', "export { composeSupervisor } from '../compose/supervisor.ts';"],
    ['sessions', "export { execa } from 'execa';"],
  ])('catches a planted import in %s: %s', (room, source) => {
    const { failed, text } = lint(room, source);
    expect(text).toContain('ARCHITECTURE.md section 4');
    expect(failed).toBe(true);
  });

  it.each([
    ['domain', "export { z } from 'zod';"],
    ['state', "export { decide } from '../domain/decide.ts';"],
    ['components', "export { decide } from '../domain/decide.ts';"],
    ['compose', "export { openTerminal } from '../sessions/terminal.ts';"],
  ])('lets %s import what it may: %s', (room, source) => {
    expect(lint(room, source)).toMatchObject({ failed: false });
  });
});
