/** The gates of an Android package that look at the file itself: signature, version, manifest, size, leftovers. */
import { stat } from 'node:fs/promises';
import { type AndroidGate, failed, passed, type Reading, readingOf, unknown } from '../../domain/pipelines/gate.ts';
import { type Manifest, manifestProblems, parseXmlTree } from '../../domain/pipelines/manifest.ts';
import { parseManifestProto } from '../../domain/pipelines/manifest-proto.ts';
import { isSecretFile, SECRET_SCAN, secretsInText } from '../../domain/pipelines/secret-text.ts';
import { sizeText } from '../../domain/pipelines/units.ts';
import { outputText } from '../capped-output.ts';
import { describeEnd, succeeded } from '../run-command.ts';
import { toolsFor } from '../tools.ts';
import { zipEntries } from '../zip-entries.ts';
import { type Gate, type GateContext, inProject, look } from './context.ts';

type Of<Name extends AndroidGate['gate']> = Extract<AndroidGate, { gate: Name }>;

const isBundle = (file: string): boolean => file.endsWith('.aab');

const missingFile = async (context: GateContext, file: string): Promise<Reading | null> =>
  (await stat(inProject(context, file)).catch(() => null)) === null
    ? unknown(`there is no ${file}: the build left none`)
    : null;

export const apkSignature: Gate<Of<'apk-signature'>> = async ({ file, certificate }, context) => {
  const absent = await missingFile(context, file);
  if (absent !== null) return absent;
  return isBundle(file) ? bundleSignature(file, certificate, context) : packageSignature(file, certificate, context);
};

const packageSignature = async (file: string, certificate: string | null, context: GateContext): Promise<Reading> => {
  const { tools, missing } = await toolsFor(context.tools, ['apksigner', 'zipalign']);
  if (missing !== null) return missing;
  const path = inProject(context, file);
  const verify = await look(context, ['apksigner', 'verify', '--verbose', '--print-certs', path]);
  const said = outputText(verify.output);
  if (!succeeded(verify))
    return failed('the package is not signed so that a device would take it', linesOf(said), { tools });
  const found = /Signer #1 certificate SHA-256 digest: ([0-9a-f]{64})/.exec(said)?.[1];
  if (found === undefined) return unknown('apksigner names no certificate', linesOf(said));
  const aligned = await look(context, ['zipalign', '-c', '4', path]);
  const expected = certificate ?? context.shipped?.certificate ?? null;
  const problems = [
    ...(/CN=Android Debug/.test(said) ? ['signed with a debug certificate'] : []),
    ...(expected !== null && expected !== found ? [`signed by ${found}, expected ${expected}`] : []),
    ...(succeeded(aligned) ? [] : ['not aligned: zipalign was not run, or before signing something was added']),
  ];
  const compared = expected === null ? 'there was none to compare with' : 'the expected certificate';
  return readingOf(problems, `signed by ${found.slice(0, 16)}…, ${compared}; aligned`, (count) => `${count} faults`, {
    tools,
    facts: { certificate: found },
  });
};

/** A bundle is signed as a JAR, with the upload key; the store signs what it makes of it. */
const bundleSignature = async (file: string, certificate: string | null, context: GateContext): Promise<Reading> => {
  const { tools, missing } = await toolsFor(context.tools, ['jarsigner', 'keytool']);
  if (missing !== null) return missing;
  const path = inProject(context, file);
  const verify = await look(context, ['jarsigner', '-verify', path]);
  const said = outputText(verify.output);
  if (!succeeded(verify) || !/jar verified/.test(said))
    return failed('the bundle is not signed', linesOf(said), { tools });
  const printed = outputText((await look(context, ['keytool', '-printcert', '-jarfile', path])).output);
  const found = /SHA256: ((?:[0-9A-F]{2}:){31}[0-9A-F]{2})/.exec(printed)?.[1]?.replaceAll(':', '').toLowerCase();
  if (found === undefined) return unknown('keytool names no certificate', linesOf(printed));
  const expected = certificate ?? context.shipped?.certificate ?? null;
  return readingOf(
    [
      // What was put in after signing is no part of what was verified.
      ...(/unsigned entries/.test(said) ? ['it holds entries that are not signed'] : []),
      ...(/CN=Android Debug/.test(printed) ? ['signed with a debug certificate'] : []),
      ...(expected !== null && expected !== found ? [`signed by ${found}, expected ${expected}`] : []),
    ],
    `signed by ${found.slice(0, 16)}…, ${expected === null ? 'there was none to compare with' : 'the expected certificate'}`,
    (count) => `${count} faults`,
    { tools, facts: { certificate: found } },
  );
};

export const apkVersion: Gate<Of<'apk-version'>> = ({ file }, context) =>
  withManifest(file, context, (manifest, tools) => {
    const code = manifest.versionCode;
    if (code === null) return failed('the package has no version code', [], { tools });
    const before = context.shipped?.versionCode ?? null;
    const facts = { versionCode: code };
    return before !== null && code <= Number(before)
      ? failed(`version code ${code} is not above ${before}, which was shipped`, [], { tools, facts })
      : passed(before === null ? `version code ${code}, the first` : `version code ${code}, above ${before}`, {
          tools,
          facts,
        });
  });

export const apkManifest: Gate<Of<'apk-manifest'>> = ({ file, policy }, context) =>
  withManifest(file, context, (manifest, tools) =>
    readingOf(
      manifestProblems(manifest, policy),
      `${manifest.package ?? 'the package'} ${manifest.versionName ?? ''}: not debuggable, SDK ${manifest.minSdk ?? '?'} to ${manifest.targetSdk ?? '?'}, ${manifest.permissions.length} permissions, all on the list`,
      (count) => `${count} things in the manifest that the policy does not allow`,
      { tools },
    ),
  );

const withManifest = async (
  file: string,
  context: GateContext,
  judge: (manifest: Manifest, tools: readonly string[]) => Reading,
): Promise<Reading> => {
  const absent = await missingFile(context, file);
  if (absent !== null) return absent;
  if (isBundle(file)) return withBundle(file, context, judge);
  const { tools, missing } = await toolsFor(context.tools, ['aapt']);
  if (missing !== null) return missing;
  const dump = await look(context, ['aapt', 'dump', 'xmltree', inProject(context, file), 'AndroidManifest.xml']);
  const manifest = parseXmlTree(outputText(dump.stdout));
  if (!succeeded(dump) || manifest === null)
    return unknown(`aapt does not read the manifest: ${describeEnd(dump)}`, linesOf(outputText(dump.output)));
  return judge(manifest, tools);
};

const MODULE_MANIFEST = /^([^/]+)\/manifest\/AndroidManifest\.xml$/;

/** Every module of a bundle has a manifest; what one of them asks for, the app asks for. */
const withBundle = async (
  file: string,
  context: GateContext,
  judge: (manifest: Manifest, tools: readonly string[]) => Reading,
): Promise<Reading> => {
  const entries = await zipEntries(inProject(context, file));
  if (entries === null) return unknown(`${file} is no ZIP file`);
  const modules = entries.flatMap((entry) => {
    const module = MODULE_MANIFEST.exec(entry.name)?.[1];
    const bytes = module === undefined ? null : entry.read();
    return module === undefined ? [] : [{ module, manifest: bytes === null ? null : parseManifestProto(bytes) }];
  });
  const base = modules.find(({ module }) => module === 'base')?.manifest ?? null;
  const unread = modules.filter(({ manifest }) => manifest === null).map(({ module }) => module);
  if (base === null || unread.length > 0)
    return unknown(
      base === null && unread.length === 0
        ? 'the bundle has no manifest of its base module'
        : `nobody can read the manifest of ${unread.join(', ')}`,
      [`bundletool validate --bundle ${file} says what is wrong: https://github.com/google/bundletool/releases`],
    );
  const all = modules.flatMap(({ manifest }) => manifest ?? []);
  return judge(
    {
      ...base,
      debuggable: all.some(({ debuggable }) => debuggable),
      testOnly: all.some(({ testOnly }) => testOnly),
      permissions: [...new Set(all.flatMap(({ permissions }) => permissions))],
      components: all.flatMap(({ components }) => components),
    },
    ["gaffer's own reader of bundles"],
  );
};

export const apkSize: Gate<Of<'apk-size'>> = async ({ file, maxBytes, maxGrowthPercent }, context) => {
  const absent = await missingFile(context, file);
  if (absent !== null) return absent;
  const { size } = await stat(inProject(context, file));
  const before = context.shipped?.sizeBytes === undefined ? null : Number(context.shipped.sizeBytes);
  const growth = before === null || before === 0 ? null : ((size - before) / before) * 100;
  const delta = growth === null ? 'the first' : `${growth >= 0 ? '+' : ''}${growth.toFixed(1)} %`;
  const problems = [
    ...(size > maxBytes ? [`${sizeText(size)}, budget ${sizeText(maxBytes)}`] : []),
    ...(growth !== null && growth > maxGrowthPercent
      ? [`grew by ${growth.toFixed(1)} %, budget ${maxGrowthPercent} %`]
      : []),
  ];
  return readingOf(problems, `${sizeText(size)}, ${delta}`, () => `${sizeText(size)}, ${delta}: over budget`, {
    facts: { sizeBytes: size },
  });
};

/** What belongs to a developer's machine, and tells that a release was not built as one. */
const DEBUG_TEXTS: readonly (readonly [string, RegExp])[] = [
  ["the emulator's host", /\b10\.0\.2\.2\b/],
  ['a server on this machine', /https?:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?/],
  ['LeakCanary', /com\/squareup\/leakcanary\//],
  ['Stetho', /com\/facebook\/stetho\//],
];
const LEFTOVER_FILES = /(?:^|\/)(?:\.git|\.svn)\/|\.(?:map|orig|bak|swp|pem)$|(?:^|\/)\.DS_Store$/;

export const apkLeftovers: Gate<Of<'apk-leftovers'>> = async ({ file }, context) => {
  const absent = await missingFile(context, file);
  if (absent !== null) return absent;
  const entries = await zipEntries(inProject(context, file));
  if (entries === null) return unknown(`${file} is no ZIP file`);
  const problems: string[] = [];
  for (const entry of entries) {
    if (isSecretFile(entry.name) || LEFTOVER_FILES.test(entry.name))
      problems.push(`${entry.name} does not belong in a package`);
    if (entry.name.startsWith('META-INF/')) continue;
    const bytes = entry.read();
    if (bytes === null) {
      problems.push(`${entry.name} cannot be read, so nobody knows what is in it`);
      continue;
    }
    for (const text of textsOf(bytes)) problems.push(...textProblems(entry.name, text));
  }
  return readingOf(
    [...new Set(problems)],
    `${entries.length} entries, no key and no debug leftover`,
    (count) => `${count} things that do not belong in a package`,
    { tools: [SECRET_SCAN] },
  );
};

const textProblems = (name: string, text: string): readonly string[] => [
  ...secretsInText(text).map(({ what, beginning }) => `${name}: ${what} (${beginning})`),
  ...DEBUG_TEXTS.filter(([, shape]) => shape.test(text)).map(([what]) => `${name}: ${what}`),
];

/** Once a byte for a character, and once without the zero bytes of two-byte characters. */
const textsOf = (bytes: Buffer): readonly string[] => {
  const text = bytes.toString('latin1');
  return text.includes('\0') ? [text, text.replaceAll('\0', '')] : [text];
};

const SHOWN_LINES = 12;
const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, SHOWN_LINES);
