/**
 * Claude Code runs no hook in a directory that it was not told to trust, and without hooks there is no gate. So gaffer
 * asks, names the directories, and trusts them only after a yes.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { isTrusted, seedTrust, stateFile } from '../claude/trust.ts';
import { describeProblem } from '../domain/problem.ts';
import { readConfig } from '../state/config-file.ts';
import type { Places } from '../state/places.ts';
import { findProjects } from '../state/projects.ts';
import { markedRehearsal } from '../state/rehearsal-mark.ts';
import { sharedFilesIn } from '../state/shared-file.ts';
import { say } from './output.ts';

export const askForTrust = async (places: Places): Promise<void> => {
  // A rehearsal's sessions have a configuration of their own; a mark that cannot be read keeps the supervisor from starting.
  const marked = markedRehearsal(places);
  if (!marked.ok || marked.value !== null) return;
  const config = await readConfig(sharedFilesIn(places.workspace));
  // What is wrong with the file is said by the supervisor's start, with its line.
  if (!config.ok || config.value.agent.command[0] !== 'claude') return;
  const file = stateFile({ configDir: process.env.CLAUDE_CONFIG_DIR, home: homedir() });
  const { projects } = await findProjects(places.workspace, config.value.projects);
  const directories = [places.workspace, ...projects.map((project) => join(places.workspace, project))];
  const untrusted: string[] = [];
  for (const directory of directories) {
    const trusted = await isTrusted(file, directory);
    if (!trusted.ok) return say(describeProblem(trusted.problem));
    if (!trusted.value) untrusted.push(directory);
  }
  if (untrusted.length === 0) return;
  say('Claude Code asks before it works in a directory for the first time. gaffer can answer that for:');
  for (const directory of untrusted) say(`  ${directory}`);
  const answer = await question('Trust these directories? Code and settings in them will be run. [y/N] ');
  if (!/^y(es)?$/i.test(answer.trim())) {
    return say(
      'Not trusted. The workers will stand before Claude Code’s own question and get no work until it is answered there.',
    );
  }
  const seeded = await seedTrust(file, untrusted);
  if (!seeded.ok) say(describeProblem(seeded.problem));
};

const question = async (text: string): Promise<string> => {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(text);
  } finally {
    lines.close();
  }
};
