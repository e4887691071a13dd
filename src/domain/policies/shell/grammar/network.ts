/** Programs that reach out: curl and wget fetch, gh and docker act on what others depend on. */
import { type Arg, exact } from '../arg.ts';
import { type Reader, type Usage, usage } from '../usage.ts';

/** Values of options, whether attached or in the next word. */
const valuesOf = (args: readonly Arg[], short: string, long: readonly string[]): readonly Arg[] =>
  args.flatMap((arg, at): readonly Arg[] => {
    const next = args[at + 1];
    const equals = /^--([\w-]+)=(.*)$/s.exec(arg.text);
    if (equals !== null) return long.includes(equals[1] ?? '') ? [{ ...arg, text: equals[2] ?? '' }] : [];
    if (arg.text.startsWith('--')) return long.includes(arg.text.slice(2)) && next !== undefined ? [next] : [];
    const letters = /^-([a-zA-Z#0-9]*?)([a-zA-Z])(.*)$/s.exec(arg.text);
    if (letters === null || short === '') return [];
    const index = [...arg.text].findIndex((letter, place) => place > 0 && short.includes(letter));
    if (index === -1) return [];
    const rest = arg.text.slice(index + 1);
    return rest === '' ? (next === undefined ? [] : [next]) : [{ ...arg, text: rest }];
  });

const curl: Reader = (args) => {
  const urls = args.filter(({ text }) => /:\/\/|^[\w.-]+\.[a-z]{2,}(\/|$)/.test(text));
  const files = valuesOf(args, 'TFdK', [
    'upload-file',
    'data',
    'data-binary',
    'data-raw',
    'data-urlencode',
    'form',
    'config',
    'cert',
    'key',
  ]);
  const sent = files.map((arg) => ({ ...arg, text: arg.text.replace(/^[^@]*@/, '').replace(/;.*$/, '') }));
  const local = urls
    .filter(({ text }) => /^file:\/\//i.test(text))
    .map((arg) => ({ ...arg, text: arg.text.replace(/^file:\/\/(localhost)?/i, '') }));
  const socket = valuesOf(args, '', ['unix-socket', 'abstract-unix-socket']);
  return usage({
    standing: 'plain',
    fetches: true,
    reads: [...sent, ...local].filter(({ text }) => /^[/.~\w]/.test(text)).map((arg) => ({ arg, how: 'content' })),
    writes: [
      ...valuesOf(args, 'oDc', [
        'output',
        'dump-header',
        'cookie-jar',
        'output-dir',
        'trace',
        'trace-ascii',
        'stderr',
        'libcurl',
        'hsts',
        'etag-save',
      ]),
      ...socket,
    ].map((arg) => ({ arg, how: 'file' })),
    touches: urls.map(({ text }) => exact(fileOf(text))),
    doubts: socket.map(({ text }) => `curl speaks to the socket ${text}`),
  });
};

const fileOf = (url: string): string => url.replace(/[?#].*$/, '').replace(/^.*\//, '');

const wget: Reader = (args) => {
  const urls = args.filter(({ text }) => text.includes('://') || /^[\w.-]+\.[a-z]{2,}(\/|$)/.test(text));
  return usage({
    standing: 'plain',
    fetches: true,
    reads: valuesOf(args, 'i', ['input-file', 'post-file', 'body-file', 'load-cookies', 'config']).map((arg) => ({
      arg,
      how: 'content',
    })),
    writes: valuesOf(args, 'OoaP', [
      'output-document',
      'output-file',
      'append-output',
      'directory-prefix',
      'save-cookies',
    ])
      .filter(({ text }) => text !== '-')
      .map((arg) => ({ arg, how: 'file' })),
    touches: urls.map(({ text }) => exact(fileOf(text))),
    scripts: valuesOf(args, '', ['use-askpass']),
  });
};

const gh: Reader = (args) => {
  const verbs = args.filter(({ text }) => !text.startsWith('-')).map(({ text }) => text);
  const releases = verbs.slice(0, 3).includes('release') || verbs.some((verb) => /\/releases(\/|$)/.test(verb));
  return usage({
    standing: 'plain',
    forbidden: releases ? [{ boundary: 'Bash(gh release:*)', because: 'releasing is for a person to do' }] : [],
    ...aliased(verbs),
  });
};

/** `gh alias set name 'release create'` is that command of gh by another name; after `!` it is the shell's. */
const aliased = ([verb, , , meaning = '']: readonly string[]): Partial<Usage> => {
  if (verb !== 'alias' || meaning === '') return {};
  return meaning.startsWith('!')
    ? { scripts: [exact(meaning.slice(1))] }
    : { runs: [[exact('gh'), ...meaning.split(/\s+/).map(exact)]] };
};

const docker: Reader = (args) => {
  const words = args.filter(({ text }) => !text.startsWith('-')).map(({ text }) => text);
  const prunes = words.slice(0, 6).includes('prune');
  const mounts = valuesOf(args, 'v', ['volume', 'mount']).map((arg) => ({ ...arg, text: mountSource(arg.text) }));
  return usage({
    standing: 'unknown',
    forbidden: prunes ? [{ boundary: 'Bash(docker prune:*)', because: 'pruning removes what others may use' }] : [],
    touches: mounts,
    scripts: args.filter(({ text }) => /\s/.test(text)),
  });
};

const mountSource = (text: string): string => /(?:source|src)=([^,]+)/.exec(text)?.[1] ?? text.replace(/:.*$/, '');

const kubectl: Reader = (args) => {
  const command = args.findIndex(({ text }) => text === '--');
  return usage({ standing: 'plain', touches: args, runs: command === -1 ? [] : [args.slice(command + 1)] });
};

export const NETWORK: Readonly<Record<string, Reader>> = {
  curl,
  wget,
  wget2: wget,
  aria2c: wget,
  http: curl,
  https: curl,
  xh: curl,
  fetch: curl,
  gh,
  hub: gh,
  docker,
  'docker-compose': docker,
  podman: docker,
  nerdctl: docker,
  kubectl,
};
