/** What trivy and grype report as JSON: the serious vulnerabilities of an image. What reads otherwise is no report. */
import { z } from 'zod';
import { parseJson } from '../json.ts';

export type Scanner = 'trivy' | 'grype';

/** How the scanner is asked for such a report of an OCI layout. */
export const scanArguments = (scanner: Scanner, layout: string): readonly [string, ...string[]] =>
  scanner === 'trivy'
    ? ['trivy', 'image', '--quiet', '--format', 'json', '--input', layout]
    : ['grype', '--quiet', '--output', 'json', `oci-dir:${layout}`];

interface Vulnerability {
  readonly id: string;
  readonly severity: string;
  readonly name: string;
  readonly version: string;
  /** Null while nobody has mended it. */
  readonly fixed: string | null;
}

/** One line each; null for what is no report of this scanner. */
export const seriousIn = (scanner: Scanner, text: string): readonly string[] | null => {
  const found = scanner === 'trivy' ? trivyReport(text) : grypeReport(text);
  return found === null ? null : [...new Set(found.filter(isSerious).map(lineOf))];
};

const isSerious = ({ severity }: Vulnerability): boolean => /^(?:high|critical)$/i.test(severity);

const lineOf = ({ id, severity, name, version, fixed }: Vulnerability): string =>
  `${id} (${severity.toLowerCase()}) in ${name} ${version}${fixed === null ? ', not mended yet' : `, mended in ${fixed}`}`;

/** An image without packages has no results at all. */
const TRIVY = z.object({
  SchemaVersion: z.literal(2),
  Results: z
    .array(
      z.object({
        Vulnerabilities: z
          .array(
            z.object({
              VulnerabilityID: z.string(),
              PkgName: z.string(),
              InstalledVersion: z.string().default(''),
              FixedVersion: z.string().default(''),
              Severity: z.string(),
            }),
          )
          .nullish(),
      }),
    )
    .nullish(),
});

const trivyReport = (text: string): readonly Vulnerability[] | null => {
  const report = TRIVY.safeParse(parseJson(text));
  if (!report.success) return null;
  return (report.data.Results ?? [])
    .flatMap(({ Vulnerabilities }) => Vulnerabilities ?? [])
    .map((one) => ({
      id: one.VulnerabilityID,
      severity: one.Severity,
      name: one.PkgName,
      version: one.InstalledVersion,
      fixed: one.FixedVersion === '' ? null : one.FixedVersion,
    }));
};

const GRYPE = z.object({
  descriptor: z.object({ name: z.literal('grype') }),
  matches: z.array(
    z.object({
      vulnerability: z.object({
        id: z.string(),
        severity: z.string(),
        fix: z.object({ versions: z.array(z.string()).nullish() }).nullish(),
      }),
      artifact: z.object({ name: z.string(), version: z.string() }),
    }),
  ),
});

const grypeReport = (text: string): readonly Vulnerability[] | null => {
  const report = GRYPE.safeParse(parseJson(text));
  return report.success
    ? report.data.matches.map(({ vulnerability, artifact }) => ({
        id: vulnerability.id,
        severity: vulnerability.severity,
        name: artifact.name,
        version: artifact.version,
        fixed: vulnerability.fix?.versions?.[0] ?? null,
      }))
    : null;
};
