/**
 * What a tool call would do, as data: the call is first read into acts, and only acts are judged. Whatever could not be
 * read becomes `unclear`, which is never allowed; `suspect` acts may only make a verdict stricter.
 */
export type Act =
  | ReadAct
  | WriteAct
  | { readonly kind: 'enter'; readonly path: string }
  | RunAct
  /** Over a built-in boundary, whatever else the policy says. */
  | { readonly kind: 'forbidden'; readonly boundary: string; readonly because: string }
  /** Not understood, or understood to be what only a person may let through. */
  | { readonly kind: 'unclear'; readonly because: string }
  /** A subagent or a switch to another model. */
  | { readonly kind: 'model'; readonly model: string }
  /** A tool that is neither a file tool nor the shell. */
  | { readonly kind: 'tool'; readonly tool: string; readonly subject: string | null };

export interface ReadAct {
  readonly kind: 'read';
  /** Absolute, or relative to the part's working directory resolved already; not normalized. */
  readonly path: string;
  readonly how: ReadHow;
  /** Globs of names; absent for all. */
  readonly only?: readonly string[];
  /** These names are those of program texts and documents, and no links. */
  readonly texts?: true;
}

/**
 * `names` shows that things exist; `walk` that all below exist; `content` shows one file; `tree` all files below;
 * `opened` shows what lies below through a program that is given each name, so that symlinks are followed, and only files
 * whose names `only` matches, where it says so; `search` shows lines of the files below that a search tool picks, which leaves hidden and ignored ones out. It learns
 * which from the ignore files there and in every directory above: `ignores` reads those, and shows none of them.
 */
export type ReadHow = 'names' | 'walk' | 'content' | 'tree' | 'opened' | 'search' | 'ignores';

export interface WriteAct {
  readonly kind: 'write';
  readonly path: string;
  /** `tree` changes or removes all below; `forced-tree` is `rm -rf`. */
  readonly how: 'file' | 'tree' | 'forced-tree';
  /** A file tool and a redirect are as good as an edit; what a shell command does to files needs a rule. */
  readonly door: 'tool' | 'redirect' | 'command' | 'unknown-program';
}

export interface RunAct {
  readonly kind: 'run';
  /** Words after all quoting is resolved. */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly standing: Standing;
  /** Whether it may change files around it; a program that is not known does. */
  readonly changes: boolean;
  /** Words that are orders of their own, as `test` and `deploy` are to make: a rule that names one covers no other. */
  readonly goals?: readonly string[];
  /** Words that make it more than the program's name says, as `-exec` does find: a permission must name each of them. */
  readonly named?: readonly string[];
}

/**
 * `reading`: a pure filter; `repository`: git verbs that stay in the repository; `task`: the project's own build and
 * test; `plain`: the grammar knows it and all its options, yet nothing pre-approves it; `unknown`: no grammar.
 */
export type Standing = 'reading' | 'repository' | 'task' | 'plain' | 'unknown';

/** One part of a call: a simple command, a redirect, a file tool's path. */
export interface Part {
  readonly text: string;
  readonly acts: readonly Act[];
}
