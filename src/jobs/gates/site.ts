/** The gates of a website: valid pages, links that lead somewhere, pages that everybody can use, a budget, and what is served. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Reading, WebsiteGate } from '../../domain/pipelines/gate.ts';
import { failed, passed, readingOf, unknown } from '../../domain/pipelines/gate.ts';
import { sizeText } from '../../domain/pipelines/units.ts';
import { fetchAnswer } from '../http-step.ts';
import { type Gate, type GateContext, inProject } from './context.ts';
import { aimOf, isPage, readPage, type SiteFile, servedFile, siteFiles } from './site-files.ts';

type Of<Name extends WebsiteGate['gate']> = Extract<WebsiteGate, { gate: Name }>;

export interface Site {
  readonly root: string;
  readonly files: ReadonlyMap<string, SiteFile>;
  readonly pages: readonly SiteFile[];
}

export const withSite = async (
  context: GateContext,
  root: string,
  judge: (site: Site) => Promise<Reading>,
): Promise<Reading> => {
  const full = inProject(context, root);
  const files = await siteFiles(full);
  if (files === null) return failed(`there is no ${root}: the build left nothing`);
  const pages = files.filter(isPage);
  if (!files.some(({ path }) => path === 'index.html')) return failed(`${root} has no index.html`);
  return judge({ root: full, files: new Map(files.map((file) => [file.path, file])), pages });
};

export const siteHtml: Gate<Of<'site-html'>> = ({ root }, context) =>
  withSite(context, root, (site) => validate(site, 'html-validate:standard', 'valid HTML'));

export const siteAccessibility: Gate<Of<'site-accessibility'>> = ({ root }, context) =>
  withSite(context, root, (site) =>
    validate(site, 'html-validate:a11y', 'within the basic rules of accessibility', UNLABELLED),
  );

/** WCAG 1.3.1 and 4.1.2; the library's own set of accessibility rules does not have it. */
const UNLABELLED = { 'input-missing-label': 'error' } as const;

/** Rules of style, which say nothing of validity: generators write these on purpose. */
const STYLE_ONLY = {
  'no-trailing-whitespace': 'off',
  'void-style': 'off',
  'doctype-style': 'off',
  'attr-quotes': 'off',
  'no-inline-style': 'off',
  'long-title': 'off',
} as const;

const validate = async (
  site: Site,
  preset: string,
  what: string,
  more: Readonly<Record<string, 'error'>> = {},
): Promise<Reading> => {
  // A large library, and only websites need it.
  const { HtmlValidate, version } = await import('html-validate');
  const validator = new HtmlValidate({ root: true, extends: [preset], rules: { ...STYLE_ONLY, ...more } });
  const problems: string[] = [];
  for (const page of site.pages) {
    const report = await validator.validateString(await readFile(join(site.root, page.path), 'utf8'), page.path);
    for (const { messages } of report.results)
      for (const { severity, line, ruleId, message } of messages)
        if (severity === 2) problems.push(`${page.path}:${line}: ${message} (${ruleId})`);
  }
  const pages = site.pages.length === 1 ? '1 page' : `${site.pages.length} pages`;
  return readingOf(
    problems,
    `${pages}: ${what}`,
    (count) => `${count === 1 ? '1 fault' : `${count} faults`} in ${pages}`,
    {
      tools: [`html-validate ${version}, ${preset}`],
    },
  );
};

export const siteLinks: Gate<Of<'site-links'>> = ({ root, basePath }, context) =>
  withSite(context, root, async (site) => {
    const texts = new Map(
      await Promise.all(site.pages.map(async ({ path }) => [path, await readPage(join(site.root, path))] as const)),
    );
    const problems: string[] = [];
    let inside = 0;
    let outside = 0;
    for (const [path, { references }] of texts) {
      for (const { url, line } of references) {
        const aim = aimOf(url, path, basePath);
        if (aim.kind === 'outside') {
          outside += 1;
          continue;
        }
        inside += 1;
        const file = servedFile(aim.path, site.files);
        if (file === null) problems.push(`${path}:${line}: ${url} leads nowhere`);
        else if (aim.fragment !== '' && aim.fragment !== 'top' && texts.get(file.path)?.ids.has(aim.fragment) === false)
          problems.push(`${path}:${line}: ${url}: ${file.path} has nothing called #${aim.fragment}`);
      }
    }
    return readingOf(
      problems,
      `${inside} links lead somewhere; ${outside} lead outside and were not followed`,
      (count) => `${count} of ${inside} links lead nowhere`,
      { tools: ["gaffer's own link check"] },
    );
  });

export const siteBudget: Gate<Of<'site-budget'>> = ({ root, pageBytes, totalBytes }, context) =>
  withSite(context, root, async (site) => {
    const weights = await Promise.all(site.pages.map(async (page) => ({ page, bytes: await weightOf(site, page) })));
    const total = [...site.files.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    const heaviest = weights.toSorted((one, other) => other.bytes - one.bytes)[0];
    const problems = [
      ...weights
        .filter(({ bytes }) => bytes > pageBytes)
        .map(({ page, bytes }) => `${page.path} loads ${sizeText(bytes)}, budget ${sizeText(pageBytes)}`),
      ...(total > totalBytes ? [`the site has ${sizeText(total)}, budget ${sizeText(totalBytes)}`] : []),
    ];
    return readingOf(
      problems,
      `heaviest page ${heaviest?.page.path ?? '-'} loads ${sizeText(heaviest?.bytes ?? 0)}; the site has ${sizeText(total)}`,
      (count) => `${count} over budget`,
      { tools: ['bytes on disk, uncompressed; no browser measured'], facts: { sizeBytes: total } },
    );
  });

const weightOf = async ({ root, files }: Site, page: SiteFile): Promise<number> => {
  const { references } = await readPage(join(root, page.path));
  const loaded = new Set<SiteFile>([page]);
  for (const { url, loaded: isLoaded } of references) {
    if (!isLoaded) continue;
    const aim = aimOf(url, page.path, '/');
    const file = aim.kind === 'inside' ? servedFile(aim.path, files) : null;
    if (file !== null) loaded.add(file);
  }
  return [...loaded].reduce((sum, { bytes }) => sum + bytes, 0);
};

/** Between two looks at a server that may still be taking over. */
const RETRY_MS = 250;

export const siteSmoke: Gate<Of<'site-smoke'>> = async ({ url, sameAs, contains, withinMs }, context) => {
  const wanted = sameAs === null ? null : await readFile(inProject(context, sameAs)).catch(() => null);
  if (sameAs !== null && wanted === null) return unknown(`there is no ${sameAs} to compare with`);
  const until = context.now() + withinMs;
  for (;;) {
    const seen = await smokeOnce(url, wanted, contains, Math.max(1, until - context.now()), context.signal);
    if (seen.kind === 'pass' || context.now() + RETRY_MS >= until || context.signal.aborted) return seen;
    await wait(RETRY_MS);
  }
};

const smokeOnce = async (
  url: string,
  wanted: Buffer | null,
  contains: string | null,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Reading> => {
  const answer = await fetchAnswer({ method: 'GET', url, token: null, timeoutMs, signal });
  if (!answer.ok) return failed(answer.problem.message);
  const { status, body } = answer.value;
  const tools = ['an HTTP request'];
  if (status !== 200) return failed(`${url} answers ${status}`, [], { tools });
  const digest = sha256(body);
  if (wanted !== null && digest !== sha256(wanted))
    return failed(
      `${url} serves another page than the one that was built`,
      [`served ${digest}`, `built ${sha256(wanted)}`],
      { tools },
    );
  if (contains !== null && !body.includes(contains))
    return failed(`${url} does not contain “${contains}”`, [], { tools });
  return passed(
    `${url} answers 200 with ${sizeText(body.length)}${wanted === null ? '' : ', the page that was built'}`,
    {
      tools,
      evidence: [`served ${digest}`],
    },
  );
};

const sha256 = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
