/**
 * A gate reads pass, fail, unknown or skipped, always with evidence. Only pass and skipped let a run go on: what could not
 * be looked at is not good.
 */
import type { Argv } from './plan.ts';

export type ReadingKind = 'pass' | 'fail' | 'unknown' | 'skipped';

export interface Reading {
  readonly kind: ReadingKind;
  /** One sentence: what was seen. */
  readonly because: string;
  /** Each finding by itself: file, line, name, number. */
  readonly evidence: readonly string[];
  /** The programs that looked, with their versions. */
  readonly tools: readonly string[];
  /** What a later run compares with: version code, size, certificate. */
  readonly facts?: Readonly<Record<string, string | number>>;
}

export const holds = ({ kind }: Pick<Reading, 'kind'>): boolean => kind === 'fail' || kind === 'unknown';

export const passed = (because: string, more: Partial<Omit<Reading, 'kind' | 'because'>> = {}): Reading => ({
  kind: 'pass',
  because,
  evidence: [],
  tools: [],
  ...more,
});
export const failed = (because: string, evidence: readonly string[] = [], more: Partial<Reading> = {}): Reading => ({
  tools: [],
  ...more,
  kind: 'fail',
  because,
  evidence,
});
export const unknown = (because: string, evidence: readonly string[] = []): Reading => ({
  kind: 'unknown',
  because,
  evidence,
  tools: [],
});
export const skipped = (because: string): Reading => ({ kind: 'skipped', because, evidence: [], tools: [] });

/** `problems` each as evidence; none is a pass. */
export const readingOf = (
  problems: readonly string[],
  good: string,
  bad: (count: number) => string,
  more: Partial<Omit<Reading, 'kind' | 'because' | 'evidence'>> = {},
): Reading => (problems.length === 0 ? passed(good, more) : failed(bad(problems.length), problems, more));

/** What to look at. Paths are relative to the project; the runner finds who can look. */
export type GateSpec =
  /** Any program: exit 0 passes. */
  | {
      readonly gate: 'command';
      readonly argv: Argv;
      readonly cwd: string;
      readonly env: readonly string[];
      readonly set: Readonly<Record<string, string>>;
      /** Said when the program is missing. */
      readonly hint: string | null;
    }
  | { readonly gate: 'skipped'; readonly because: string }
  /** What is shipped is a commit, and nothing besides. */
  | { readonly gate: 'source'; readonly wanted: 'clean' | 'any' }
  | WebsiteGate
  | AndroidGate
  | ContainerGate
  | HomeAssistantGate;

export type WebsiteGate =
  | { readonly gate: 'site-html'; readonly root: string }
  | { readonly gate: 'site-accessibility'; readonly root: string }
  | { readonly gate: 'site-links'; readonly root: string; readonly basePath: string }
  | {
      readonly gate: 'site-budget';
      readonly root: string;
      readonly pageBytes: number;
      readonly totalBytes: number;
    }
  /** The front page, in a browser. */
  | { readonly gate: 'site-load'; readonly root: string; readonly basePath: string; readonly loadMs: number }
  | {
      readonly gate: 'site-smoke';
      readonly url: string;
      /** The served front page must equal this file, byte for byte. */
      readonly sameAs: string | null;
      readonly contains: string | null;
      readonly withinMs: number;
    };

export type AndroidGate =
  | { readonly gate: 'apk-signature'; readonly file: string; readonly certificate: string | null }
  | { readonly gate: 'apk-version'; readonly file: string }
  | { readonly gate: 'apk-manifest'; readonly file: string; readonly policy: ManifestPolicy }
  | { readonly gate: 'apk-size'; readonly file: string; readonly maxBytes: number; readonly maxGrowthPercent: number }
  | { readonly gate: 'apk-leftovers'; readonly file: string };

export interface ManifestPolicy {
  readonly package: string | null;
  readonly minSdk: number | null;
  readonly targetSdk: number | null;
  readonly permissions: readonly string[];
  /** Names of components that may be called by other apps, besides the one that starts it. */
  readonly exported: readonly string[];
}

export type ContainerGate =
  | { readonly gate: 'dockerfile'; readonly file: string }
  | {
      readonly gate: 'image-reproducible';
      /** Builds into the OCI layout that the last argument names. */
      readonly argv: Argv;
      readonly env: readonly string[];
      readonly layout: string;
    }
  | { readonly gate: 'image-pinned'; readonly dockerfile: string; readonly layout: string }
  | {
      readonly gate: 'image-runtime';
      readonly layout: string;
      readonly dockerfile: string;
      readonly needsHealthcheck: boolean;
    }
  | { readonly gate: 'image-scan'; readonly layout: string; readonly maxPackageAgeDays: number }
  | {
      readonly gate: 'image-smoke';
      readonly layout: string;
      readonly maxBytes: number;
      readonly withinMs: number;
      readonly stopMs: number;
      readonly healthy: Argv | null;
    };

export type HomeAssistantGate =
  | { readonly gate: 'ha-yaml'; readonly root: string }
  | { readonly gate: 'ha-entities'; readonly root: string; readonly known: readonly string[] }
  | { readonly gate: 'ha-secrets'; readonly root: string }
  | { readonly gate: 'ha-check'; readonly url: string; readonly tokenEnv: string }
  | { readonly gate: 'ha-healthy'; readonly url: string; readonly tokenEnv: string; readonly withinMs: number };
