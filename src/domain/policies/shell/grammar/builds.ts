/** Build tools other than npm and Gradle: they run the project's code, so a rule must name what is pre-approved of them. */
import type { Arg } from '../arg.ts';
import { namesWithin } from '../naming.ts';
import { type Reader, type Usage, usage } from '../usage.ts';

const optionValue = (arg: Arg): Arg => ({ ...arg, text: arg.text.replace(/^-{1,2}[\w.-]+=/, '') });

interface Build {
  readonly publishes?: RegExp;
  /** What follows is a command. */
  readonly executes?: RegExp;
  /** The next word is the directory to work in. */
  readonly directory?: RegExp;
  /** Words that put another program or configuration in the place of the project's own. */
  readonly steers?: RegExp;
}

const building = ({ publishes = NEVER, executes = NEVER, directory = NEVER, steers = NEVER }: Build): Reader => {
  return (args) => {
    const verbs = args.filter(({ text }) => !text.startsWith('-')).map(({ text }) => text);
    const place = args.findIndex(({ text }) => directory.test(text));
    const from = args.findIndex(({ text }) => executes.test(text));
    return usage({
      standing: 'plain',
      doubts: args.filter(({ text }) => steers.test(text)).map(({ text }) => `${text} may run another program`),
      touches: args.flatMap(namesWithin),
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
/** A word that no program is given. */
const NEVER = /(?!)/;

export const BUILDS: Readonly<Record<string, Reader>> = {
  cargo: building({ publishes: /^(publish|yank)$/, steers: /^(--config(=|$)|-[ZC])/ }),
  go: building({ directory: /^-C$/, steers: /^--?(exec|toolexec|vettool|overlay|modfile)(=|$)/ }),
  make: building({
    publishes: /^(publish|release)$/,
    directory: /^(-C|--directory)$/,
    steers: /^(--eval|(SHELL|\.SHELLFLAGS|MAKEFLAGS|MAKEFILES|GNUMAKEFLAGS)\W*=)/,
  }),
  mvn: building({ publishes: /^deploy$/ }),
  twine: building({ publishes: /^upload$/ }),
  gem: building({ publishes: /^push$/ }),
  poetry: building({ publishes: /^publish$/, executes: /^run$/ }),
  uv: building({ publishes: /^publish$/, executes: /^run$/ }),
  lerna: building({ publishes: /^publish$/, executes: /^exec$/ }),
  vsce: building({ publishes: /^publish$/ }),
  changeset: building({ publishes: /^publish$/ }),
  'semantic-release': building({ publishes: /^/ }),
};
