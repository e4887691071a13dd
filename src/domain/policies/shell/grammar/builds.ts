/** Build tools other than npm and Gradle: they run the project's code, so a rule must name what is pre-approved of them. */
import { type Arg, optionValue } from '../arg.ts';
import { namesWithin, outsideNames, withoutTitles } from '../naming.ts';
import { type Reader, type Usage, usage } from '../usage.ts';

interface Build {
  readonly publishes?: RegExp;
  /** What follows is a command. */
  readonly executes?: RegExp;
  /** The next word is the directory to work in. */
  readonly directory?: RegExp;
  /** Words that put another program or configuration in the place of the project's own. */
  readonly steers?: RegExp;
  /** Its words are goals, each of them an order of its own; the options that this matches have a value instead. */
  readonly takesValue?: RegExp;
}

const building = (build: Build): Reader => {
  const { publishes = NEVER, executes = NEVER, directory = NEVER, steers = NEVER, takesValue } = build;
  return (args, program) => {
    const verbs = args.filter(({ text }) => !text.startsWith('-')).map(({ text }) => text);
    const place = args.findIndex(({ text }) => directory.test(text));
    const from = args.findIndex(({ text }) => executes.test(text));
    return usage({
      standing: 'plain',
      doubts: [
        ...args.filter(({ text }) => steers.test(text)).map(({ text }) => `${text} may run another program`),
        ...outsideNames(args).map((name) => mayLieOutside(program, name)),
      ],
      touches: args.flatMap(namesWithin),
      directory: place === -1 ? null : (args[place + 1] ?? null),
      runs: from === -1 || from + 1 >= args.length ? [] : [args.slice(from + 1).filter(({ text }) => text !== '--')],
      goals: takesValue === undefined ? [] : goalsOf(args, takesValue),
      scripts: args.filter(({ text }) => /^\w+=.*\s/.test(text)).map(optionValue),
      // `make --eval '$(shell …)'`, and a makefile on its input.
      code: args.filter(({ text }) => /[$:;\n]/.test(text)),
      interprets: args.some(({ text }) => text === '-' || text === '/dev/stdin' || text === '-f-'),
      forbidden: verbs.slice(0, 2).some((verb) => publishes.test(verb)) ? PUBLISHING : [],
    });
  };
};

const mayLieOutside = (program: string, name: string): string =>
  `${program} is given ${name}, which may lie outside the project`;

/** Words that are no options, no settings and no values of options. */
const goalsOf = (args: readonly Arg[], takesValue: RegExp): readonly Arg[] =>
  args.filter(({ text }, at) => !/^-|=|^\d+$/.test(text) && !takesValue.test(args[at - 1]?.text ?? ''));

const PUBLISHING: Usage['forbidden'] = [
  { boundary: 'Bash(npm publish:*)', because: 'publishing is for a person to do' },
];
/** A word that no program is given. */
const NEVER = /(?!)/;

/** Options that send what the tests print to a public place, or run them on another machine. */
const PYTEST_OUTWARD = /^--(past|tx|px|rsyncdir)/;

const pytest: Reader = (args, program) => {
  // `test_api.py::test_get[/users]`: what a test is given is no path.
  const named = args.map((arg) => ({ ...arg, text: arg.text.replace(/(::\w+)\[.*\]$/s, '$1') }));
  return usage({
    standing: 'plain',
    touches: named.flatMap(namesWithin),
    doubts: [
      ...args.filter(({ text }) => PYTEST_OUTWARD.test(text)).map(({ text }) => `${text} leads to other machines`),
      ...outsideNames(named).map((name) => mayLieOutside(program, name)),
    ],
  });
};

/** They run what the project configures, as its tests do. */
export const CHECKERS = ['tsc', 'vitest', 'jest', 'eslint', 'prettier', 'biome', 'ruff', 'mypy', 'black'] as const;

/** Checkers that may be handed another configuration, which is code, or names to write to. */
const checking = (refused: RegExp): Reader => {
  return (args, program) =>
    usage({
      standing: 'plain',
      touches: args.flatMap(namesWithin),
      scripts: withoutTitles(args).filter(({ text }) => /\s/.test(text)),
      doubts: [
        ...args.filter(({ text }) => refused.test(text)).map(({ text }) => `${text} of ${program} is not a mere check`),
        ...args.filter(({ kind }) => kind !== 'exact').map(({ text }) => `${text} is not plain`),
        ...outsideNames(withoutTitles(args)).map((name) => mayLieOutside(program, name)),
      ],
    });
};

/** What they load besides the project's own settings, or where they go on for ever and serve others. */
const LOADS =
  /^--(init|env-info|plugin|rulesdir|resolve-plugins-relative-to|plugin-search-dir|require|globalSetup|setupFiles|ui|api|host|inspect|install-types|non-interactive|python-executable|custom-typeshed-dir)/;

export const BUILDS: Readonly<Record<string, Reader>> = {
  cargo: building({ publishes: /^(publish|yank)$/, steers: /^(--config(=|$)|-[ZC])/ }),
  go: building({
    directory: /^-C$/,
    // The linker and the compilers of C take programs and plugins among their own options.
    steers:
      /^--?(exec|toolexec|vettool|overlay|modfile|gccgoflags|gcflags|asmflags|compiler|pkgdir)(=|$)|-(extld|extldflags|extar|linkmode|fplugin|B)\b/,
  }),
  make: building({
    publishes: /^(publish|release)$/,
    directory: /^(-C|--directory)$/,
    steers: /^(--ev|-[a-zA-Z]*(E|C.)|[\w.-]+\W*=.*[;|&<>\n]|(SHELL|\.SHELLFLAGS|MAKEFLAGS|MAKEFILES|GNUMAKEFLAGS)\W*=)/,
    takesValue:
      /^(-[a-zA-Z]*[CfIoW]|--(directory|file|makefile|include-dir|old-file|assume-old|what-if|new-file|assume-new))$/,
  }),
  pytest,
  'py.test': pytest,
  ...Object.fromEntries(CHECKERS.map((name) => [name, checking(LOADS)])),
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
