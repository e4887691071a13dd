/** The gate over what an image holds that it should not: vulnerabilities, where a scanner is installed, secrets, old packages. */
import { type ContainerGate, readingOf, unknown } from '../../domain/pipelines/gate.ts';
import { scanArguments, seriousIn } from '../../domain/pipelines/scan-report.ts';
import { isSecretFile, SECRET_SCAN, secretsInText } from '../../domain/pipelines/secret-text.ts';
import { outputText } from '../capped-output.ts';
import { mergedFiles, type OciImage } from '../oci-layout.ts';
import { describeEnd, succeeded } from '../run-command.ts';
import type { TarEntry } from '../tar-entries.ts';
import { type Gate, type GateContext, lastLines, look } from './context.ts';
import { withImage } from './image.ts';

export const imageScan: Gate<Extract<ContainerGate, { gate: 'image-scan' }>> = (
  { layout, maxPackageAgeDays },
  context,
) =>
  withImage(layout, context, async (image, path) => {
    const scanned = await runScanner(path, context);
    const own = [...secretsOf(image), ...agedPackages(image, maxPackageAgeDays, context.now())];
    if (scanned.kind === 'unread' && own.length === 0) return unknown(scanned.because, scanned.evidence);
    const scanner = scanned.kind === 'absent' ? [] : [scanned.tool];
    return readingOf(
      [...(scanned.kind === 'read' ? scanned.problems : []), ...own],
      `no secret in ${image.layers.length} layers${scanned.kind === 'read' ? ', no serious vulnerability' : NOBODY_LOOKED}`,
      (count) => `${count} findings${scanned.kind === 'unread' ? `, and ${scanned.because}` : ''}`,
      { tools: [...scanner, SECRET_SCAN, "gaffer's own look at the age of packages"] },
    );
  });

const NOBODY_LOOKED = '; known vulnerabilities were not looked for: no trivy, no grype';

type Scanned =
  | { readonly kind: 'absent' }
  | { readonly kind: 'read'; readonly tool: string; readonly problems: readonly string[] }
  /** It is there, and what it saw is not known. */
  | { readonly kind: 'unread'; readonly tool: string; readonly because: string; readonly evidence: readonly string[] };

/** With a database of vulnerabilities where one is installed; without, the reading says that nobody looked for them. */
const runScanner = async (layout: string, context: GateContext): Promise<Scanned> => {
  const trivy = await context.tools.find('trivy');
  const scanner = trivy.ok ? 'trivy' : 'grype';
  const found = trivy.ok ? trivy : await context.tools.find('grype');
  if (!found.ok) return { kind: 'absent' };
  const tool = found.value.version;
  const run = await look(context, scanArguments(scanner, layout), { maxOutputBytes: MAX_REPORT_BYTES });
  const problems = succeeded(run) && run.stdout.droppedBytes === 0 ? seriousIn(scanner, run.stdout.head) : null;
  if (problems !== null) return { kind: 'read', tool, problems };
  return {
    kind: 'unread',
    tool,
    because: `${scanner} gave no report: ${describeEnd(run)}`,
    evidence: lastLines(outputText(run.output)),
  };
};

/** A report names each package with all that is known of it. */
const MAX_REPORT_BYTES = 100_000_000;

/** Binaries hold anything; what is larger than this is no file of settings. */
const MAX_SCANNED_BYTES = 5_000_000;

/** Layers that were covered up later can still be read by whoever has the image. */
const secretsOf = ({ layers, config, history }: OciImage): readonly string[] => [
  ...new Set([
    ...layers.flatMap((layer) => layer.filter(({ kind }) => kind === 'file').flatMap(secretsInEntry)),
    ...(config.Env ?? []).flatMap((line) => [
      ...secretsInText(line).map(({ what, beginning }) => `the environment holds ${what} (${beginning})`),
      ...(/^\w*(?:PASSWORD|SECRET|TOKEN|API_?KEY)\w*=.+/i.test(line)
        ? [`the environment sets ${line.split('=')[0]}`]
        : []),
    ]),
    ...history.flatMap((line) =>
      secretsInText(line).map(({ what, beginning }) => `the history shows ${what} (${beginning})`),
    ),
  ]),
];

const secretsInEntry = ({ path, bytes }: TarEntry): readonly string[] => [
  ...(isSecretFile(path) ? [`/${path} is a file of secrets`] : []),
  ...(bytes.length > MAX_SCANNED_BYTES
    ? []
    : secretsInText(bytes.toString('latin1')).map(
        ({ what, line, beginning }) => `/${path}:${line}: ${what} (${beginning})`,
      )),
];

const PACKAGE_LISTS = ['var/lib/dpkg/status', 'lib/apk/db/installed', 'var/lib/rpm/rpmdb.sqlite'];
const DAY_MS = 86_400_000;

const agedPackages = (image: OciImage, maxDays: number, now: number): readonly string[] => {
  const files = mergedFiles(image);
  return PACKAGE_LISTS.flatMap((path) => {
    const list = files.get(path);
    const days = list === undefined ? 0 : Math.floor((now - list.modifiedAt * 1000) / DAY_MS);
    return days > maxDays
      ? [`/${path}: packages were last changed ${days} days ago, at most ${maxDays} are wanted`]
      : [];
  });
};
