/** The gates of a Home Assistant configuration: as files, and as the running instance takes it. */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import picomatch from 'picomatch';
import { parse } from 'yaml';
import {
  failed,
  type HomeAssistantGate,
  passed,
  type Reading,
  readingOf,
  unknown,
} from '../../domain/pipelines/gate.ts';
import { SECRET_SCAN, secretsInText } from '../../domain/pipelines/secret-text.ts';
import { outputText } from '../capped-output.ts';
import { sendRequest } from '../http-step.ts';
import { describeEnd, succeeded } from '../run-command.ts';
import { type Gate, type GateContext, inProject, look } from './context.ts';
import { definedEntities, entityReferences, repeatedIds } from './ha-entities.ts';
import { type HaNode, readHaTree, visitHa } from './ha-tree.ts';

type Of<Name extends HomeAssistantGate['gate']> = Extract<HomeAssistantGate, { gate: Name }>;

const OWN_READER = "gaffer's own reader of Home Assistant YAML";
/** Names of all secrets, with values or with none: what stands on the instance is not in the project. */
const SECRET_LISTS = ['secrets.yaml', 'secrets.example.yaml'];

export const haYaml: Gate<Of<'ha-yaml'>> = async ({ root }, context) => {
  const directory = inProject(context, root);
  const { root: tree, files, problems } = await readHaTree(directory);
  const wanted = [...visitHa(tree)].flatMap(({ node }) =>
    node.kind === 'scalar' && node.tag === '!secret' ? [{ name: String(node.value), at: placeOf(node) }] : [],
  );
  const known = await secretNames(directory);
  if (known === null && wanted.length > 0 && problems.length === 0) {
    return unknown(`${wanted.length} secrets cannot be resolved: there is no ${SECRET_LISTS.join(' and no ')}`, [
      'secrets.example.yaml may be committed: the names of all secrets, without their values',
    ]);
  }
  const missing = wanted
    .filter(({ name }) => known?.has(name) !== true)
    .map(({ name, at }) => `${at}: no secret is called ${name}`);
  return readingOf(
    [...problems, ...missing],
    `${files.length} files read, ${wanted.length} secrets resolved`,
    (count) => `${count} faults in ${files.length} files`,
    { tools: [OWN_READER] },
  );
};

const placeOf = ({ file, line }: HaNode): string => `${file}:${line}`;

const secretNames = async (directory: string): Promise<ReadonlySet<string> | null> => {
  const texts = await Promise.all(
    SECRET_LISTS.map((name) => readFile(join(directory, name), 'utf8').catch(() => null)),
  );
  const found = texts.filter((text) => text !== null);
  return found.length === 0 ? null : new Set(found.flatMap((text) => Object.keys(parse(text) ?? {})));
};

export const haEntities: Gate<Of<'ha-entities'>> = async ({ root, known }, context) => {
  const { root: tree } = await readHaTree(inProject(context, root));
  const defined = definedEntities(tree);
  const references = entityReferences(tree);
  const isKnown = known.length === 0 ? () => false : picomatch([...known]);
  const unknownOnes = references
    .filter(({ entity }) => !defined.has(entity) && !isKnown(entity))
    .map(({ entity, at }) => `${at}: nothing is called ${entity}`);
  return readingOf(
    [...repeatedIds(tree), ...unknownOnes],
    `${defined.size} entities defined, ${references.length} references resolved, no id twice`,
    (count) => `${count} ids or entities are wrong`,
    { tools: [OWN_READER] },
  );
};

/** Keys whose value is a secret, and belongs into secrets.yaml. */
const SECRET_KEY = /^(?:.*_)?(?:password|passwd|api_key|apikey|token|client_secret|secret|access_key|private_key)$/;

export const haSecrets: Gate<Of<'ha-secrets'>> = async ({ root }, context) => {
  const directory = inProject(context, root);
  const tracked = await trackedFiles(directory, context);
  if ('kind' in tracked) return tracked;
  const problems = tracked.files
    .filter((file) => basename(file) === 'secrets.yaml' || file.includes('.storage/'))
    .map((file) => `${file} is committed`);
  for (const file of tracked.files) {
    const text = await readFile(join(directory, file), 'utf8').catch(() => '');
    problems.push(...secretsInText(text).map(({ what, line, beginning }) => `${file}:${line}: ${what} (${beginning})`));
  }
  const { root: tree } = await readHaTree(directory);
  for (const { path, node } of visitHa(tree)) {
    const key = String(path.at(-1) ?? '');
    const isPlain = node.kind === 'scalar' && node.tag === null && typeof node.value === 'string' && node.value !== '';
    // A template is made when it is needed, and holds no value.
    if (isPlain && SECRET_KEY.test(key) && !String(node.value).includes('{{'))
      problems.push(`${placeOf(node)}: ${key} stands in the file; !secret names it instead`);
  }
  return readingOf(
    [...new Set(problems)],
    `${tracked.files.length} committed files, no secret`,
    (count) => `${count} secrets in what is committed`,
    {
      tools: [SECRET_SCAN],
    },
  );
};

const trackedFiles = async (
  directory: string,
  context: GateContext,
): Promise<{ readonly files: readonly string[] } | Reading> => {
  const run = await look(context, ['git', 'ls-files', '-z'], { cwd: directory });
  return succeeded(run)
    ? {
        files: outputText(run.stdout)
          .split('\0')
          .filter((name) => name !== ''),
      }
    : unknown(`git does not say what is committed: ${describeEnd(run)}`);
};

const tokenOr = (context: GateContext, name: string): string | Reading =>
  context.secretOf(name) ?? unknown(`the variable ${name} has no value`, [`Set ${name} to a long-lived access token.`]);

/** One answer of the API. The check itself starts a process on the instance and takes a while. */
const API_MS = 60_000;

export const haCheck: Gate<Of<'ha-check'>> = async ({ url, tokenEnv }, context) => {
  const token = tokenOr(context, tokenEnv);
  if (typeof token !== 'string') return token;
  const answer = await sendRequest({
    method: 'POST',
    url: `${url}/api/config/core/check_config`,
    token,
    timeoutMs: Math.min(API_MS, context.timeoutMs),
    signal: context.signal,
  });
  if (!answer.ok) return unknown(answer.problem.message);
  const said = jsonOf(answer.value.body);
  const tools = [`the check_config of ${url}`];
  if (said?.result === 'valid') return passed('the instance takes the configuration', { tools });
  return said?.result === 'invalid'
    ? failed('the instance does not take the configuration', String(said.errors ?? '').split('\n'), { tools })
    : unknown('the instance gives no answer that can be read');
};

const POLL_MS = 500;

export const haHealthy: Gate<Of<'ha-healthy'>> = async ({ url, tokenEnv, withinMs }, context) => {
  const token = tokenOr(context, tokenEnv);
  if (typeof token !== 'string') return token;
  const until = context.now() + withinMs;
  for (;;) {
    const answer = await sendRequest({
      method: 'GET',
      url: `${url}/api/config`,
      token,
      timeoutMs: Math.max(1, Math.min(API_MS, until - context.now())),
      signal: context.signal,
    });
    const said = answer.ok ? jsonOf(answer.value.body) : null;
    const isWell = said?.state === 'RUNNING' && said.recovery_mode !== true && said.safe_mode !== true;
    if (isWell) return passed(`${url} runs ${String(said?.version ?? '')}`.trim(), { tools: ['its API'] });
    if (context.now() + POLL_MS >= until || context.signal.aborted) {
      const seen = answer.ok
        ? `its state is ${String(said?.state ?? 'unknown')}${said?.recovery_mode === true ? ', in recovery mode' : ''}`
        : answer.problem.message;
      return failed(`not well within ${withinMs / 1000} s: ${seen}`);
    }
    await wait(POLL_MS);
  }
};

const jsonOf = (body: Buffer): Readonly<Record<string, unknown>> | null => {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
};
