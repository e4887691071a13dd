/** From what a gate is to look at, to who looks. A gate that breaks reads unknown, and so holds. */
import type { GateSpec, Reading } from '../../domain/pipelines/gate.ts';
import { failed, passed, skipped, unknown } from '../../domain/pipelines/gate.ts';
import { unreachable } from '../../domain/unreachable.ts';
import { outputText } from '../capped-output.ts';
import { describeEnd, succeeded } from '../run-command.ts';
import { judgeSource, readSource } from '../source.ts';
import { apkLeftovers, apkManifest, apkSignature, apkSize, apkVersion } from './android.ts';
import { dockerfileGate, imagePinned, imageReproducible, imageRuntime } from './container.ts';
import { type Gate, type GateContext, inProject, runOwn } from './context.ts';
import { haCheck, haEntities, haHealthy, haSecrets, haYaml } from './home-assistant.ts';
import { imageScan } from './image-scan.ts';
import { imageSmoke } from './image-smoke.ts';
import { siteAccessibility, siteBudget, siteHtml, siteLinks, siteSmoke } from './site.ts';
import { siteLoad } from './site-load.ts';

export const runGate = async (spec: GateSpec, context: GateContext): Promise<Reading> => {
  try {
    return await readGate(spec, context);
  } catch (error) {
    return unknown(`the gate broke: ${error instanceof Error ? error.message : String(error)}`);
  }
};

const readGate = async (spec: GateSpec, context: GateContext): Promise<Reading> => {
  switch (spec.gate) {
    case 'command':
      return commandGate(spec, context);
    case 'skipped':
      return skipped(spec.because);
    case 'source':
      return judgeSource(await readSource(context.root, context.env([])), spec.wanted);
    case 'site-html':
      return siteHtml(spec, context);
    case 'site-accessibility':
      return siteAccessibility(spec, context);
    case 'site-links':
      return siteLinks(spec, context);
    case 'site-budget':
      return siteBudget(spec, context);
    case 'site-load':
      return siteLoad(spec, context);
    case 'site-smoke':
      return siteSmoke(spec, context);
    case 'apk-signature':
      return apkSignature(spec, context);
    case 'apk-version':
      return apkVersion(spec, context);
    case 'apk-manifest':
      return apkManifest(spec, context);
    case 'apk-size':
      return apkSize(spec, context);
    case 'apk-leftovers':
      return apkLeftovers(spec, context);
    case 'dockerfile':
      return dockerfileGate(spec, context);
    case 'image-reproducible':
      return imageReproducible(spec, context);
    case 'image-pinned':
      return imagePinned(spec, context);
    case 'image-runtime':
      return imageRuntime(spec, context);
    case 'image-scan':
      return imageScan(spec, context);
    case 'image-smoke':
      return imageSmoke(spec, context);
    case 'ha-yaml':
      return haYaml(spec, context);
    case 'ha-entities':
      return haEntities(spec, context);
    case 'ha-secrets':
      return haSecrets(spec, context);
    case 'ha-check':
      return haCheck(spec, context);
    case 'ha-healthy':
      return haHealthy(spec, context);
    default:
      return unreachable(spec);
  }
};

const SHOWN_LINES = 20;

const commandGate: Gate<Extract<GateSpec, { gate: 'command' }>> = async (spec, context) => {
  const { argv, cwd, env, set, hint } = spec;
  const run = await runOwn(context, argv, { cwd: inProject(context, cwd), env: { ...context.env(env), ...set } });
  if (run.notStarted !== null) return unknown(run.notStarted, hint === null ? [] : [hint]);
  const evidence = outputText(run.output).trimEnd().split('\n').slice(-SHOWN_LINES);
  const tools = [argv.join(' ')];
  return succeeded(run)
    ? passed(`${describeEnd(run)} after ${(run.ms / 1000).toFixed(1)} s`, { tools })
    : failed(describeEnd(run), evidence, { tools });
};
