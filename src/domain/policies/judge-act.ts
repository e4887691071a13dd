/**
 * The finding on one act. Built-in boundaries and locks come first and cannot be written away; then the rules of
 * POLICIES.md, prohibitions before permissions; then the built-in pre-approved layer; else a person is asked.
 */
import { unreachable } from '../unreachable.ts';
import type { Act, ReadAct, RunAct, WriteAct } from './act.ts';
import { allowed, asked, denied, type Finding, strictest } from './finding.ts';
import { noteworthyIgnoreFiles } from './ignore-files.ts';
import { hasOtherNames, isLinkToSecret, type Place, placesOf, type Scope } from './places.ts';
import { foreignRepository } from './repository.ts';
import { ruleOnPath, ruleOnRun, ruleOnTool } from './rules.ts';
import { filesToOpen, isStoreOfSecrets, mayHoldSecrets } from './secret-search.ts';
import { judgeModel } from './tier.ts';

export const judgeAct = (act: Act, context: Scope): Finding => {
  switch (act.kind) {
    case 'read':
      return worstPlace(act.path, context, (place) => judgeRead(act, place, context));
    case 'enter':
      return worstPlace(act.path, context, (place) => judgeEnter(place));
    case 'write':
      return worstPlace(act.path, context, (place) => judgeWrite(act, place, context));
    case 'run':
      return judgeRun(act, context);
    case 'forbidden':
      return denied('boundaries', act.boundary, act.because);
    case 'unclear':
      return asked('ask', null, act.because);
    case 'model':
      return judgeModel(act.model, context);
    case 'tool':
      return ruleOnTool(act, context) ?? asked('ask', null, `no rule speaks of ${act.tool}`);
    default:
      return unreachable(act);
  }
};

/** A path may be several places at once, by the letter and through symlinks: the worst of them counts. */
const worstPlace = (path: string, context: Scope, judgePlace: (place: Place) => Finding): Finding => {
  const places = placesOf(path, context);
  if (places === null) return asked('ask', null, `${path} cannot be resolved: a loop of symlinks, or too long`);
  return strictest(places.map(judgePlace)) ?? asked('ask', null, `${path} leads nowhere`);
};

const judgeRead = (act: ReadAct, place: Place, context: Scope): Finding => {
  if (act.how === 'ignores') return judgeIgnores(place, context);
  const { protection } = place;
  if (protection?.kind === 'ssh') return sshBoundary(place);
  if (protection?.kind === 'control') return controlBoundary(place);
  if (protection?.kind === 'process') return processBoundary(place);
  const walks = act.how !== 'names' && act.how !== 'content';
  if (walks && place.relative === null && isAbove(place.path, context.home))
    return denied('boundaries', 'Read(~/.ssh/**)', `a search from ${place.path} would walk through ~/.ssh`);
  const rule = ruleOnPath('Read', place, context);
  if (rule?.outcome === 'deny') return rule;
  if (protection?.kind === 'secret') return asked('boundaries', 'Read(secrets)', `${place.path} is a secret`);
  if (protection?.kind === 'governing' && !protection.readable)
    return asked('boundaries', 'Read(.orchestrator/**)', `${place.path} belongs to the state of the fleet`);
  if ((act.how === 'content' || act.how === 'tree') && isLinkToSecret(place.path, context))
    return asked('boundaries', 'Read(secrets)', `${place.path} is another name (hard link) of a secret`);
  if (act.how === 'opened' && place.relative !== null) {
    const doubt = doubtOnOpening(place, act, context);
    if (doubt !== null) return doubt;
  }
  if (act.how === 'search' && isStoreOfSecrets(place, context))
    return asked('boundaries', 'Read(secrets)', `${place.path} is a directory that secrets are kept in`);
  if (act.how === 'tree' && place.relative !== null && mayHoldSecrets(place.path, context))
    return asked('boundaries', 'Read(secrets)', `a search through all files below ${place.path} may read secrets`);
  if (rule !== null) return rule;
  return place.relative === null
    ? asked('ask', null, `${place.path} lies outside the workspace`)
    : allowed('Read(**)', `${place.path} lies in the workspace and is no secret`);
};

/** Names below are judged one by one, as far as they can be looked through. */
const doubtOnOpening = (place: Place, act: ReadAct, context: Scope): Finding | null => {
  const names = filesToOpen(place.path, act, context);
  if (names === null)
    return asked('boundaries', 'Read(secrets)', `the files below ${place.path} are too many to look through`);
  const findings = names.map((path) =>
    worstPlace(path, context, (led) => judgeRead({ kind: 'read', path, how: 'content' }, led, context)),
  );
  const worst = strictest(findings);
  return worst === null || worst.outcome === 'allow' ? null : worst;
};

const judgeIgnores = (place: Place, context: Scope): Finding => {
  const findings = noteworthyIgnoreFiles(place, context).map((file) =>
    file.kind === 'revealing'
      ? asked('boundaries', 'Read(secrets)', file.because)
      : worstPlace(file.path, context, (led) =>
          judgeRead({ kind: 'read', path: file.path, how: 'content' }, led, context),
        ),
  );
  return (
    strictest(findings) ?? allowed('Read(ignore files)', `the ignore files of ${place.path} and above are not shown`)
  );
};

const isAbove = (path: string, home: string): boolean =>
  path === '/' || home === path || home.startsWith(`${path}/`) || HOMES.test(path);

/** Where home directories lie, whoever asks: each may hold a .ssh. */
const HOMES = /^\/(home|Users)(\/[^/]+)?$|^\/root$/;

const judgeEnter = (place: Place): Finding => {
  if (place.protection?.kind === 'ssh') return sshBoundary(place);
  if (place.protection?.kind === 'control') return controlBoundary(place);
  return place.relative === null
    ? asked('ask', null, `${place.path} lies outside the workspace`)
    : allowed('Bash(cd:*)', `${place.path} lies in the workspace`);
};

const judgeWrite = (act: WriteAct, place: Place, context: Scope): Finding => {
  const boundary = writeBoundary(act, place, context);
  if (boundary !== null) return boundary;
  const rule = ruleOnPath('Edit', place, context);
  if (rule?.outcome === 'deny') return rule;
  if (place.project.kind === 'alike')
    return asked('locks', 'lock', `${place.path} spells the locked project's name in another way`);
  if (place.protection?.kind === 'executor')
    return asked('boundaries', 'Edit(executor configuration)', `${place.path} configures what git or an agent runs`);
  if (place.protection?.kind === 'status') return judgeOwnStatus(act, place);
  if (hasOtherNames(place.path, context))
    return asked(
      'boundaries',
      'hard links',
      `${place.path} has other names (hard links) that a write would change too`,
    );
  if (rule?.outcome === 'ask') return rule;
  if (rule !== null) return rule;
  if (place.project.kind === 'locked')
    return allowed('Edit(**) in locked', `${place.path} lies in the project whose lock the worker holds`);
  // The program itself needs a rule; given one, it may name the shared files of the workspace.
  if (act.door === 'unknown-program' && place.relative !== null)
    return holdsProjects(place, context)
      ? asked('ask', null, `${place.path} holds other projects`)
      : allowed('Bash', `${place.path} lies in the workspace and in no project`);
  return asked('ask', null, `${place.path} lies in no project`);
};

const writeBoundary = (act: WriteAct, place: Place, context: Scope): Finding | null => {
  const { protection, project } = place;
  switch (protection?.kind) {
    case 'ssh':
      return sshBoundary(place);
    case 'control':
      return controlBoundary(place);
    case 'process':
      return processBoundary(place);
    case 'governing':
      return denied('boundaries', 'Edit(policy, lock and state files)', `${place.path} governs the fleet`);
    case 'secret':
      return denied('boundaries', 'Edit(secrets)', `${place.path} is a secret`);
    case 'status':
      if (context.worker === null || protection.worker !== context.worker.number)
        return denied('boundaries', 'Edit(WORKERn.md)', `${place.path} is the status file of another worker`);
      break;
  }
  if (project.kind === 'other') return denied('locks', 'lock', lockNeeded(project.project, place.path, context));
  if (act.how === 'file' || project.kind === 'locked') return null;
  if (act.how === 'forced-tree')
    return denied('boundaries', 'Bash(rm -rf:*) unlocked', `${place.path} lies outside the locked project`);
  return place.path === '/' ||
    context.workspace.startsWith(`${place.path}/`) ||
    (place.relative !== null && holdsProjects(place, context))
    ? denied('locks', 'lock', `a change of all below ${place.path} reaches projects whose lock is not held`)
    : null;
};

/** Whether projects may lie below: asked of a name that no project would have. */
const holdsProjects = ({ relative }: Place, context: Scope): boolean =>
  relative === '' || context.projectOf(`${relative}/any`) !== null;

const lockNeeded = (project: string, path: string, { lockedProject, holding }: Scope): string => {
  const holder = holding?.(project) ?? null;
  const advice = holder === null ? `claim ${project} first` : `${project} is held by ${holder}`;
  return lockedProject === null
    ? `${path} lies in ${project} and no lock is held; ${advice}`
    : `${path} lies in ${project}, but the lock held is that of ${lockedProject}; ${advice}`;
};

const judgeOwnStatus = (act: WriteAct, place: Place): Finding =>
  act.door === 'tool'
    ? allowed('Edit(own WORKERn.md)', `${place.path} is the worker's own status file`)
    : denied(
        'boundaries',
        'Edit(own WORKERn.md)',
        `${place.path} is changed with the Edit or Write tool alone, so that its Project line can be read before it is written`,
      );

const judgeRun = (act: RunAct, context: Scope): Finding => {
  const rule = ruleOnRun(act, context);
  if (rule !== null && rule.outcome !== 'allow') return rule;
  switch (act.standing) {
    case 'reading':
      return rule ?? allowed(`Bash(${act.argv[0]}:*)`, `${act.argv[0]} with these options only reads`);
    case 'repository':
    case 'task':
      return worstPlace(act.cwd, context, (place) => judgeWhere(act, place, context, rule));
    case 'plain':
    case 'unknown':
      return worstPlace(act.cwd, context, (place) => judgeWhere(act, place, context, rule));
    default:
      return unreachable(act.standing);
  }
};

/** It runs nothing that lies around it; git runs what the repository there configures. */
const isLook = ({ argv, changes }: RunAct): boolean => !changes && argv[0] !== 'git';

/** What changes files around it may run only where the lock is held. */
const judgeWhere = (act: RunAct, place: Place, context: Scope, rule: Finding | null): Finding => {
  const shown = act.argv.slice(0, 2).join(' ');
  const { project } = place;
  const fixed = act.standing === 'repository' || act.standing === 'task';
  const foreign =
    act.argv[0] === 'git' && project.kind === 'locked'
      ? foreignRepository(place.path, context.lockedProject ?? '', context)
      : null;
  if (foreign !== null) return asked('rules', null, foreign);
  if (project.kind === 'other' && act.changes)
    return denied('locks', 'lock', lockNeeded(project.project, `what ${shown} changes`, context));
  if (!fixed && rule === null) return asked('ask', null, `no rule pre-approves ${shown}`);
  if (project.kind === 'locked')
    return rule ?? allowed(`Bash(${shown}:*) in locked`, `${shown} runs in the project whose lock the worker holds`);
  if ((project.kind === 'none' || isLook(act)) && place.relative !== null && rule !== null && !fixed) return rule;
  return asked('ask', null, `${shown} is pre-approved only in the project whose lock the worker holds`);
};

const sshBoundary = (place: Place): Finding =>
  denied('boundaries', 'Read(~/.ssh/**)', `${place.path} belongs to the user's ssh keys and settings`);
const controlBoundary = (place: Place): Finding =>
  denied('boundaries', 'Read(.gaffer/**)', `${place.path} belongs to gaffer's own control channel`);
const processBoundary = (place: Place): Finding =>
  denied('boundaries', 'other sessions', `${place.path} is a terminal or the inside of a running process`);
