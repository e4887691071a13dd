/**
 * Doubles of trivy and grype, which no package of Debian holds: programs of their names that say a version and print what
 * they are told to. The reports have the shape that trivy 0.5x (schema 2) and grype 0.7x write; the vulnerabilities are real.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scanner } from '../../src/domain/pipelines/scan-report.ts';

/** A directory with the double alone. */
export const scannerDouble = (root: string, scanner: Scanner, report: string, exitCode = 0): string => {
  const directory = join(root, `${scanner}-double`);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'report'), report);
  const file = join(directory, scanner);
  writeFileSync(
    file,
    `#!/bin/sh
case "$1" in
  --version) echo "${scanner === 'trivy' ? 'Version: 0.50.1' : 'grype 0.74.0'}" ;;
  *) while read -r line || [ -n "$line" ]; do echo "$line"; done < ${join(directory, 'report')}; exit ${exitCode} ;;
esac
`,
  );
  chmodSync(file, 0o755);
  return directory;
};

const trivy = (vulnerabilities: readonly object[]): string =>
  JSON.stringify({
    SchemaVersion: 2,
    ArtifactName: 'build/image',
    ArtifactType: 'container_image',
    Metadata: { OS: { Family: 'debian', Name: '12.1' } },
    Results: [
      { Target: 'build/image (debian 12.1)', Class: 'os-pkgs', Type: 'debian', Vulnerabilities: vulnerabilities },
      { Target: 'app/package-lock.json', Class: 'lang-pkgs', Type: 'npm' },
    ],
  });

const grype = (matches: readonly object[]): string =>
  JSON.stringify({
    matches,
    source: { type: 'image', target: { userInput: 'build/image' } },
    distro: { name: 'debian', version: '12' },
    descriptor: { name: 'grype', version: '0.74.0' },
  });

/** A vulnerability of low severity alone is good enough. */
export const REPORTS: Readonly<
  Record<Scanner, { readonly good: string; readonly bad: string; readonly found: string }>
> = {
  trivy: {
    good: trivy([
      {
        VulnerabilityID: 'CVE-2011-3374',
        PkgID: 'apt@2.6.1',
        PkgName: 'apt',
        InstalledVersion: '2.6.1',
        Status: 'affected',
        Severity: 'LOW',
      },
    ]),
    bad: trivy([
      {
        VulnerabilityID: 'CVE-2023-4911',
        PkgID: 'libc6@2.36-9+deb12u1',
        PkgName: 'libc6',
        InstalledVersion: '2.36-9+deb12u1',
        FixedVersion: '2.36-9+deb12u3',
        Status: 'fixed',
        Severity: 'HIGH',
        Title: 'glibc: buffer overflow in ld.so leading to privilege escalation',
      },
    ]),
    found: 'CVE-2023-4911 (high) in libc6 2.36-9+deb12u1, mended in 2.36-9+deb12u3',
  },
  grype: {
    good: grype([
      {
        vulnerability: { id: 'CVE-2011-3374', severity: 'Negligible', fix: { versions: [], state: 'not-fixed' } },
        artifact: { name: 'apt', version: '2.6.1', type: 'deb' },
      },
    ]),
    bad: grype([
      {
        vulnerability: { id: 'CVE-2023-45853', severity: 'Critical', fix: { versions: [], state: 'wont-fix' } },
        artifact: { name: 'zlib1g', version: '1:1.2.13.dfsg-1', type: 'deb' },
      },
    ]),
    found: 'CVE-2023-45853 (critical) in zlib1g 1:1.2.13.dfsg-1, not mended yet',
  },
};
