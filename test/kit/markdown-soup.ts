/** Markdown as people, editors and half-finished writes leave it: for properties that must hold whatever a file holds. */
import type { Random } from './random.ts';

const PIECES = [
  '## Ready',
  '## Ideas',
  '# Backlog',
  '## Done ##',
  '### Theming',
  '## Notes',
  'Ready\n-----',
  '- [ ] T1 Add dark mode @apps/alpha !high #ui tier:haiku needs:T3',
  '- [x] T2 Finished',
  '* [ ] T3 Star',
  '+ [X] T4 Plus needs:T1',
  '1. [ ] T5 Number',
  '- [ ] no id here',
  '- [ ]\tT6 tab behind the box',
  '-\t[ ] T7 tab behind the marker',
  ' - [ ] T8 one space in',
  '    - [ ] T9 four spaces in',
  '\t- [ ] T10 a tab in',
  '- plain item',
  '- [ ] T1 the same id again',
  '- [] not a box',
  '  - [ ] ISC: state that can be tested',
  '  - [x] ISC-A1: state that must not be',
  '  - ISC:',
  '    - nested',
  '  body line',
  'lazy line',
  '```',
  '```ts',
  '~~~',
  '  ```',
  '<!-- one line -->',
  '<!--',
  '-->',
  '  <!-- open in an item',
  '<<<<<<< HEAD',
  '=======',
  '>>>>>>> other',
  '---',
  '***',
  '> - [ ] T11 quoted',
  '| a | b |',
  'Project: apps/alpha',
  '- Status: working',
  '- Project: -',
  '- **Project:** apps/beta',
  '- Task: T1',
  '## Scratchpad',
  '## Resume triggers',
  '\u202Eright to left',
  '日本語 🦊',
  '',
  '',
  '   ',
] as const;

export const markdownSoup = (random: Random): string => {
  const endings: [string, ...string[]] = random.chance(0.2) ? ['\n', '\r\n', '\r'] : [random.pick(['\n', '\r\n'])];
  const count = random.below(30);
  const parts = Array.from({ length: count }, () => random.pick(PIECES) + random.pick(endings));
  const text = (random.chance(0.1) ? '\uFEFF' : '') + parts.join('');
  return random.chance(0.3) ? text.replace(/[\r\n]+$/, '') : text;
};
