/** Build tools other than npm and Gradle: they run the project's code, so a rule must name what is pre-approved of them. */
import type { Arg } from '../arg.ts';
import { type Reader, type Usage, usage } from '../usage.ts';

const optionValue = (arg: Arg): Arg => ({ ...arg, text: arg.text.replace(/^-{1,2}[\w.-]+=/, '') });

const building = (publishes: RegExp, executes: RegExp | null, directory: RegExp | null): Reader => {
  return (args) => {
    const verbs = args.filter(({ text }) => !text.startsWith('-')).map(({ text }) => text);
    const place = directory === null ? -1 : args.findIndex(({ text }) => directory.test(text));
    const from = executes === null ? -1 : args.findIndex(({ text }) => executes.test(text));
    return usage({
      standing: 'plain',
      touches: args.map(optionValue),
      directory: place === -1 ? null : (args[place + 1] ?? null),
      runs: from === -1 || from + 1 >= args.length ? [] : [args.slice(from + 1).filter(({ text }) => text !== '--')],
      scripts: args.filter(({ text }) => /^\w+=.*\s/.test(text)).map(optionValue),
      // `make --eval '$(shell …)'`, and a makefile on its input.
      code: args.filter(({ text }) => /[$:;\n]/.test(text)),
      interprets: args.some(({ text }) => text === '-' || text === '/dev/stdin' || text === '-f-'),
      forbidden: verbs.slice(0, 2).some((verb) => publishes.test(verb)) ? PUBLISHING : [],
    });
  };
};

const PUBLISHING: Usage['forbidden'] = [
  { boundary: 'Bash(npm publish:*)', because: 'publishing is for a person to do' },
];
const NEVER = /^$/;

export const BUILDS: Readonly<Record<string, Reader>> = {
  cargo: building(/^(publish|yank)$/, null, null),
  go: building(NEVER, null, /^-C$/),
  make: building(/^(publish|release)$/, null, /^(-C|--directory)$/),
  mvn: building(/^deploy$/, null, null),
  twine: building(/^upload$/, null, null),
  gem: building(/^push$/, null, null),
  poetry: building(/^publish$/, /^run$/, null),
  uv: building(/^publish$/, /^run$/, null),
  lerna: building(/^publish$/, /^exec$/, null),
  vsce: building(/^publish$/, null, null),
  changeset: building(/^publish$/, null, null),
  'semantic-release': building(/^/, null, null),
};
