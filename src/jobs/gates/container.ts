/** The gates of a container image, over its OCI layout and its Dockerfile. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { dockerfileProblems, isRoot, parseDockerfile, unpinnedBases } from '../../domain/pipelines/dockerfile.ts';
import { type ContainerGate, failed, readingOf, unknown } from '../../domain/pipelines/gate.ts';
import { outputText } from '../capped-output.ts';
import { mergedFiles, type OciImage, readOciLayout } from '../oci-layout.ts';
import { describeEnd, succeeded } from '../run-command.ts';
import { toolsFor } from '../tools.ts';
import { type Gate, type GateContext, inProject, lastLines, look, runOwn } from './context.ts';
import { withImage } from './image.ts';

type Of<Name extends ContainerGate['gate']> = Extract<ContainerGate, { gate: Name }>;

const OWN_POLICY = "gaffer's own Dockerfile policy";

export const dockerfileGate: Gate<Of<'dockerfile'>> = async ({ file }, context) => {
  const source = await readFile(inProject(context, file), 'utf8').catch(() => null);
  if (source === null) return unknown(`there is no ${file}`);
  const instructions = parseDockerfile(source);
  return readingOf(
    dockerfileProblems(instructions),
    `${instructions.length} instructions, none against the policy`,
    (count) => `${count} things against the policy`,
    { tools: [OWN_POLICY] },
  );
};

/** In a clone of the commit, so that nothing which is not committed can be in it; then file by file against what was built. */
export const imageReproducible: Gate<Of<'image-reproducible'>> = (spec, context) =>
  withImage(spec.layout, context, async (image) => {
    const { tools, missing } = await toolsFor(context.tools, ['git']);
    if (missing !== null) return missing;
    const clean = await mkdtemp(join(context.directory, 'clean-'));
    try {
      const clone = await look(context, ['git', 'clone', '-q', '--no-hardlinks', context.root, clean]);
      if (!succeeded(clone))
        return unknown(`no clean context: ${describeEnd(clone)}`, lastLines(outputText(clone.output)));
      const build = await runOwn(context, spec.argv, { cwd: clean, env: context.env(spec.env) });
      if (!succeeded(build))
        return failed(
          `from a clean context it does not build: ${describeEnd(build)}`,
          lastLines(outputText(build.output)),
          { tools },
        );
      const again = await readOciLayout(join(clean, spec.layout));
      if (!again.ok) return failed(`from a clean context it builds no image: ${again.problem.message}`, [], { tools });
      return readingOf(
        differences(image, again.value),
        `built again from a clean context: the same ${mergedFiles(image).size} files`,
        (count) => `${count} files are others when it is built from a clean context`,
        { tools, ...(image.digest === again.value.digest ? { facts: { reproducible: image.digest } } : {}) },
      );
    } finally {
      await rm(clean, { recursive: true, force: true });
    }
  });

const differences = (one: OciImage, other: OciImage): readonly string[] => {
  const left = contentOf(one);
  const right = contentOf(other);
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((path) => {
    if (left.get(path) === right.get(path)) return [];
    return [
      `${path} ${!right.has(path) ? 'is missing from the clean build' : left.has(path) ? 'differs' : 'is only in the clean build'}`,
    ];
  });
};

/** Times are left out: they differ between any two builds. */
const contentOf = (image: OciImage): ReadonlyMap<string, string> =>
  new Map(
    [...mergedFiles(image)].map(([path, { kind, mode, target, bytes }]) => [
      path,
      `${kind} ${mode} ${target} ${createHash('sha256').update(bytes).digest('hex')}`,
    ]),
  );

export const imagePinned: Gate<Of<'image-pinned'>> = ({ dockerfile, layout }, context) =>
  withImage(layout, context, async (image, path) => {
    const { tools, missing } = await toolsFor(context.tools, ['skopeo']);
    if (missing !== null) return missing;
    const source = await readFile(inProject(context, dockerfile), 'utf8').catch(() => '');
    const inspected = await look(context, [
      'skopeo',
      'inspect',
      `oci:${path}${image.tag === null ? '' : `:${image.tag}`}`,
    ]);
    const digest = /"Digest": "(sha256:[0-9a-f]{64})"/.exec(outputText(inspected.stdout))?.[1];
    if (!succeeded(inspected) || digest === undefined)
      return unknown(
        `skopeo does not read the image: ${describeEnd(inspected)}`,
        lastLines(outputText(inspected.output)),
      );
    const problems = [
      ...unpinnedBases(parseDockerfile(source)),
      ...(image.tag === 'latest' ? ['the image is called latest, which says nothing of what it is'] : []),
      ...(image.images > 1 ? [`the layout holds ${image.images} images, so which one is meant is not said`] : []),
      ...(digest === image.digest ? [] : [`skopeo reads ${digest}, the index says ${image.digest}`]),
    ];
    return readingOf(
      problems,
      `${image.tag ?? 'the image'} is ${image.digest}`,
      (count) => `${count} things that are not pinned`,
      {
        tools,
        facts: { imageDigest: image.digest },
      },
    );
  });

export const imageRuntime: Gate<Of<'image-runtime'>> = ({ layout, dockerfile, needsHealthcheck }, context) =>
  withImage(layout, context, async ({ config }) => {
    const source = await readFile(inProject(context, dockerfile), 'utf8').catch(() => '');
    const checks = [
      config.Healthcheck?.Test?.join(' '),
      parseDockerfile(source).findLast(({ name }) => name === 'HEALTHCHECK')?.text,
    ];
    const hasCheck = checks.some((check) => check !== undefined && check !== 'NONE' && check !== '');
    const problems = [
      ...(isRoot(config.User ?? '') ? ['it runs as root'] : []),
      ...(needsHealthcheck && !hasCheck ? ['nothing says whether it is healthy'] : []),
      ...(await composeProblems(context)),
    ];
    return readingOf(
      problems,
      `runs as ${config.User ?? '-'}, with a health check and no capabilities`,
      (count) => `${count} faults of how it runs`,
      {
        tools: [OWN_POLICY],
      },
    );
  });

const COMPOSE_FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

/** How it is run is part of what is shipped, where the project says so. */
const composeProblems = async (context: GateContext): Promise<readonly string[]> => {
  const problems: string[] = [];
  for (const file of COMPOSE_FILES) {
    const text = await readFile(inProject(context, file), 'utf8').catch(() => null);
    if (text === null) continue;
    const services: unknown = readValue(parse(text), 'services');
    for (const [name, service] of Object.entries(services ?? {})) {
      const at = (key: string): unknown => readValue(service, key);
      const has = (key: string): boolean => Array.isArray(at(key)) && (at(key) as readonly unknown[]).length > 0;
      if (at('privileged') === true) problems.push(`${file}: ${name} is privileged`);
      if (has('cap_add')) problems.push(`${file}: ${name} adds capabilities: ${String(at('cap_add'))}`);
      for (const key of ['network_mode', 'pid', 'ipc'])
        if (at(key) === 'host') problems.push(`${file}: ${name} shares the host's ${key}`);
      if (isRoot(String(at('user') ?? 'someone'))) problems.push(`${file}: ${name} runs as root`);
      if (JSON.stringify(at('volumes') ?? []).includes('docker.sock'))
        problems.push(`${file}: ${name} holds the Docker socket`);
    }
  }
  return problems;
};

const readValue = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
