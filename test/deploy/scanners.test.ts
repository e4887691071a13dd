import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { Reading } from '../../src/domain/pipelines/gate.ts';
import type { Scanner } from '../../src/domain/pipelines/scan-report.ts';
import { IMAGE } from '../kit/deploy-projects.ts';
import { deployWorkspace } from '../kit/deploy-workspace.ts';
import { readGate } from '../kit/one-gate.ts';
import { REPORTS, scannerDouble } from '../kit/scanner-doubles.ts';

const workspace = deployWorkspace(afterAll);

beforeAll(() => {
  workspace.write(IMAGE);
  execFileSync('sh', ['build.sh', 'one'], { cwd: workspace.project });
});

const scan = (path: string): Promise<Reading> =>
  readGate(workspace.project, { gate: 'image-scan', layout: 'build/image', maxPackageAgeDays: 90 }, { path });

describe.each<Scanner>(['trivy', 'grype'])('an image, looked at by a double of %s', (scanner) => {
  const saying = (report: string, exitCode = 0): Promise<Reading> =>
    scan(scannerDouble(workspace.root, scanner, report, exitCode));

  it('passes without a serious vulnerability, and names who looked', async () => {
    const reading = await saying(REPORTS[scanner].good);
    expect(reading).toMatchObject({ kind: 'pass', because: expect.stringContaining('no serious vulnerability') });
    expect(reading.tools[0]).toContain(scanner);
  });

  it('fails with one, and names it', async () => {
    expect(await saying(REPORTS[scanner].bad)).toMatchObject({ kind: 'fail', evidence: [REPORTS[scanner].found] });
  });

  it.each([
    ['that is no JSON', 'FATAL cannot read the image', 0],
    ['of another program', '{"ok": true}', 0],
    ['that is cut off', REPORTS[scanner].bad.slice(0, -20), 0],
    ['from a scan that broke off', REPORTS[scanner].good, 1],
    ['that is empty', '', 0],
  ])('is unknown under a report %s', async (_, report, exitCode) => {
    const reading = await saying(report, exitCode);
    expect(reading).toMatchObject({ kind: 'unknown', because: expect.stringContaining(`${scanner} gave no report`) });
  });
});

test('without a scanner the reading says that nobody looked for vulnerabilities', async () => {
  expect(await scan(workspace.root)).toMatchObject({
    kind: 'pass',
    because: expect.stringContaining('not looked for: no trivy, no grype'),
  });
});
