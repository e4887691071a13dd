import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { Reading } from '../../src/domain/pipelines/gate.ts';
import { page } from '../kit/deploy-projects.ts';
import { deployWorkspace } from '../kit/deploy-workspace.ts';
import { readGate } from '../kit/one-gate.ts';

const workspace = deployWorkspace(afterAll);
beforeAll(() => workspace.write({ 'dist/index.html': page('Fast', ''), 'dist/style.css': 'main { color: black }\n' }));

const load = (loadMs: number, path?: string): Promise<Reading> =>
  readGate(
    workspace.project,
    { gate: 'site-load', root: 'dist', basePath: '/blog/', loadMs },
    path === undefined ? {} : { path },
  );

/** A double of Chromium: a program of its name that prints, as `--dump-dom` does, what it is told to. */
const chromiumDouble = (dom: string, exitCode = 0): string => {
  const directory = join(workspace.root, 'chromium-double');
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'chromium');
  writeFileSync(
    file,
    `#!/bin/sh\ncase "$1" in --version) echo "Chromium 120.0.6099.224 built on Debian 12.4" ;; *) echo '${dom}'; exit ${exitCode} ;; esac\n`,
  );
  chmodSync(file, 0o755);
  return directory;
};

/** What Chromium printed of the measuring page. */
const DOM =
  '<!DOCTYPE html><html><head></head><body>\n<iframe src="/blog/" width="1280" height="800"></iframe><pre>load=466.9000000022352 bytes=1483 requests=3</pre></body></html>';

describe('the front page in a double of Chromium', () => {
  it('passes within its budget, with what was measured and by whom', async () => {
    expect(await load(1_000, chromiumDouble(DOM))).toMatchObject({
      kind: 'pass',
      because: 'loaded in 467 ms, 3 requests, 1.5 KB; budget 1000 ms',
      tools: ['Chromium 120.0.6099.224 built on Debian 12.4, best of 3'],
      facts: { loadMs: 467 },
    });
  });

  it('fails over its budget', async () => {
    expect(await load(400, chromiumDouble(DOM))).toMatchObject({ kind: 'fail' });
  });

  it.each([
    ['printed nothing that was measured', DOM.replace(/<pre>.*<\/pre>/, '<pre></pre>'), 0],
    ['broke off', DOM, 1],
  ])('is unknown where it %s', async (_, dom, exitCode) => {
    expect(await load(1_000, chromiumDouble(dom, exitCode))).toMatchObject({
      kind: 'unknown',
      because: expect.stringContaining('chromium measured nothing'),
    });
  });

  it('is unknown without one, with the way to get it', async () => {
    expect(await load(1_000, workspace.root)).toMatchObject({
      kind: 'unknown',
      evidence: [expect.stringContaining('apt install chromium')],
    });
  });
});

const hasChromium = (): boolean =>
  ['chromium-headless-shell', 'chromium', 'google-chrome'].some((name) => {
    try {
      execFileSync(name, ['--version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });

test.runIf(hasChromium())(
  'a real Chromium loads the page with its style, and waits for a script that is slow',
  async () => {
    const quick = await load(60_000);
    expect(quick).toMatchObject({ kind: 'pass', because: expect.stringContaining('2 requests') });
    workspace.write({
      'dist/index.html': page(
        'Slow',
        '<script>const end = performance.now() + 1500; while (performance.now() < end);</script>',
      ),
    });
    const slow = await load(1_400);
    expect(slow).toMatchObject({ kind: 'fail' });
    expect(Number(slow.facts?.loadMs)).toBeGreaterThan(1_500);
  },
  120_000,
);
