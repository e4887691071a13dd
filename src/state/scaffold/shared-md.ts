/** The other shared files of a new workspace, each with a word on how it is used. */
import type { WorkerNumber } from '../../domain/ids.ts';

export const statusMd = (worker: WorkerNumber): string => `# Worker ${worker}

- Status: off
- Project: -
- Task: -
- Tier: -
- Since: -

## Scratchpad

## Resume triggers
`;

export const backlogMd = `# Backlog

The shared queue. A task is one line: an id, a title, then \`@project\`, \`!high\` or \`!low\`, \`#tag\`, \`tier:name\` and
\`needs:ID\`, as far as they are wanted. Indented lines below say more; \`ISC:\` lines are what must be true in the end:

\`\`\`markdown
- [ ] T12 Remember the chosen theme @apps/alpha !high #ui tier:haiku needs:T3
  Visitors choose it again on every page.
  - [ ] ISC: the choice survives a reload
  - [ ] ISC-A: a page flashes in the wrong theme
\`\`\`

## Ready

## Ideas

## Done
`;

export const environmentMd = `# Environment

What is true of this machine and these projects, and is not to be found in the code: versions, ports that are taken, how
to start things, where test data lies, accounts that exist. Every worker reads it. No secrets.
`;

export const changelogMd = `# Changelog

What the workers changed, newest first.
`;

export const failuresMd = `# Failures

What went wrong, why, and how it is not done again. An entry is a section such as "F1 Tests share a port", with What,
Why, Fix, Prevent and Seen. Workers are shown the failures that are like their task.
`;

export const memoryMd = `# Memory

Short notes that outlive sessions, one Markdown file each.

- \`hot/\` is given to every session: a handful of things that everybody must know.
- \`warm/\` is given with its project or topic.
- \`cold/\` is found by search.
`;
