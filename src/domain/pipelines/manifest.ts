/** An app's manifest, as `aapt dump xmltree` shows it or a bundle holds it, and what the policy says of it. */
import type { ManifestPolicy } from './gate.ts';

export interface Manifest {
  readonly package: string | null;
  readonly versionCode: number | null;
  readonly versionName: string | null;
  readonly minSdk: number | null;
  readonly targetSdk: number | null;
  readonly debuggable: boolean;
  readonly testOnly: boolean;
  readonly permissions: readonly string[];
  readonly components: readonly Component[];
}

export interface Component {
  readonly type: string;
  readonly name: string;
  /** Null where the manifest does not say. */
  readonly exported: boolean | null;
  readonly hasFilter: boolean;
  readonly isLauncher: boolean;
}

export interface Node {
  readonly tag: string;
  readonly attributes: Map<string, string>;
  readonly children: Node[];
}

const COMPONENTS: ReadonlySet<string> = new Set(['activity', 'activity-alias', 'service', 'receiver', 'provider']);

/** `E: activity (line=6)` and `A: android:name(0x01010003)=".Main" (Raw: ".Main")`, nested by indentation. */
export const parseXmlTree = (text: string): Manifest | null => {
  const root: Node = { tag: '', attributes: new Map(), children: [] };
  const open: { readonly indent: number; readonly node: Node }[] = [{ indent: -1, node: root }];
  for (const line of text.split('\n')) {
    const element = /^( *)E: (\S+)/.exec(line);
    const [, indent = '', tag] = element ?? [];
    if (tag !== undefined) {
      while ((open.at(-1)?.indent ?? -1) >= indent.length) open.pop();
      const node: Node = { tag, attributes: new Map(), children: [] };
      open.at(-1)?.node.children.push(node);
      open.push({ indent: indent.length, node });
      continue;
    }
    const [, name, value] = /^ *A: (?:android:)?([\w:]+)(?:\(0x[0-9a-f]+\))?=(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) open.at(-1)?.node.attributes.set(name, valueIn(value));
  }
  return manifestIn(root);
};

const valueIn = (text: string): string => {
  const [, quoted] = /^"(.*?)" \(Raw: /.exec(text) ?? [];
  if (quoted !== undefined) return quoted;
  const [, type, hex] = /^\(type (0x[0-9a-f]+)\)0x([0-9a-f]+)/.exec(text) ?? [];
  if (hex === undefined) return text;
  return type === '0x12' ? String(Number.parseInt(hex, 16) !== 0) : String(Number.parseInt(hex, 16));
};

/** Null for what is no manifest. */
export const manifestIn = (root: Node): Manifest | null => {
  const manifest = root.children.find(({ tag }) => tag === 'manifest');
  if (manifest === undefined) return null;
  const child = (tag: string): Node | undefined => manifest.children.find((node) => node.tag === tag);
  const sdk = child('uses-sdk');
  const application = child('application');
  return {
    package: manifest.attributes.get('package') ?? null,
    versionCode: numberIn(manifest.attributes.get('versionCode')),
    versionName: manifest.attributes.get('versionName') ?? null,
    minSdk: numberIn(sdk?.attributes.get('minSdkVersion')),
    targetSdk: numberIn(sdk?.attributes.get('targetSdkVersion')),
    debuggable: application?.attributes.get('debuggable') === 'true',
    testOnly: application?.attributes.get('testOnly') === 'true',
    permissions: manifest.children
      .filter(({ tag }) => tag.startsWith('uses-permission'))
      .flatMap(({ attributes }) => attributes.get('name') ?? []),
    components: (application?.children ?? []).filter(({ tag }) => COMPONENTS.has(tag)).map(componentIn),
  };
};

const numberIn = (text: string | undefined): number | null =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : null;

const componentIn = ({ tag, attributes, children }: Node): Component => {
  const filters = children.filter((node) => node.tag === 'intent-filter');
  const exported = attributes.get('exported');
  return {
    type: tag,
    name: attributes.get('name') ?? '?',
    exported: exported === undefined ? null : exported === 'true',
    hasFilter: filters.length > 0,
    isLauncher: filters.some(({ children: inner }) =>
      inner.some((node) => node.attributes.get('name') === 'android.intent.category.LAUNCHER'),
    ),
  };
};

/** From this target on, a component with a filter says itself whether it is exported. */
const EXPLICIT_SINCE = 31;

export const manifestProblems = (manifest: Manifest, policy: ManifestPolicy): readonly string[] => {
  const { minSdk, targetSdk } = manifest;
  const allowed = new Set(policy.permissions);
  return [
    ...(manifest.debuggable ? ['the app is debuggable'] : []),
    ...(manifest.testOnly ? ['the app is for tests only'] : []),
    ...(policy.package !== null && manifest.package !== policy.package
      ? [`the package is ${manifest.package ?? 'nameless'}, expected ${policy.package}`]
      : []),
    ...tooLow('minSdkVersion', minSdk, policy.minSdk),
    ...tooLow('targetSdkVersion', targetSdk, policy.targetSdk),
    ...manifest.permissions
      .filter((permission) => !allowed.has(permission))
      .map((permission) => `the permission ${permission} is not on the list`),
    ...manifest.components.flatMap((component) => componentProblems(component, manifest, policy)),
  ];
};

const tooLow = (what: string, found: number | null, least: number | null): readonly string[] =>
  least === null || (found !== null && found >= least)
    ? []
    : [`${what} is ${found ?? 'not given'}, at least ${least} is wanted`];

const componentProblems = (
  { type, name, exported, hasFilter, isLauncher }: Component,
  { package: base, targetSdk }: Manifest,
  policy: ManifestPolicy,
): readonly string[] => {
  if (exported === null && hasFilter && (targetSdk ?? 0) >= EXPLICIT_SINCE)
    return [`the ${type} ${name} has a filter and does not say whether it is exported`];
  const isExported = exported ?? hasFilter;
  const full = name.startsWith('.') ? `${base ?? ''}${name}` : name;
  return !isExported || isLauncher || policy.exported.includes(name) || policy.exported.includes(full)
    ? []
    : [`the ${type} ${name} may be called by every app`];
};
