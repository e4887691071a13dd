/**
 * find: looking is harmless, and so is handing what was found to a program that only reads. Everything else that it can do
 * (remove, write, run) is asked about and looked through for what is forbidden.
 */
import { picksSecrets } from '../../secrets.ts';
import { type Arg, exact, isExact } from '../arg.ts';
import { readUsage } from '../programs.ts';
import { type Reader, type Usage, usage } from '../usage.ts';

const FIND_TESTS: ReadonlyMap<string, number> = new Map([
  ...'-print -print0 -ls -not ! ( ) , -o -or -a -and -prune -empty -mount -xdev -depth -d -daystart -true -false -readable -writable -executable -quit -noleaf -nogroup -nouser -warn -nowarn -ignore_readdir_race -noignore_readdir_race'
    .split(' ')
    .map((name): [string, number] => [name, 0]),
  ...'-name -iname -path -ipath -wholename -iwholename -regex -iregex -regextype -type -xtype -maxdepth -mindepth -mtime -mmin -atime -amin -ctime -cmin -size -perm -user -group -uid -gid -links -inum -used -fstype -printf -lname -ilname -newermt -newerat -newerct'
    .split(' ')
    .map((name): [string, number] => [name, 1]),
]);

const FIND_READS: ReadonlySet<string> = new Set(['-newer', '-anewer', '-cnewer', '-samefile', '-neweraa', '-newermm']);
const FIND_WRITES: ReadonlySet<string> = new Set(['-fprint', '-fprint0', '-fls', '-fprintf']);
const FIND_RUNS: ReadonlySet<string> = new Set(['-exec', '-execdir', '-ok', '-okdir']);

export const find: Reader = (args) => {
  let at = 0;
  let hands: readonly Handed[] = [];
  const doubts: string[] = [];
  while (/^-([HP]|O\d)$/.test(args[at]?.text ?? '')) at += 1;
  const roots: Arg[] = [];
  for (; at < args.length && !/^[-(!,]/.test(args[at]?.text ?? '-'); at += 1)
    roots.push(args[at] ?? { kind: 'guess', text: '' });
  const places: readonly Arg[] = roots.length === 0 ? [{ kind: 'exact', text: '.' }] : roots;
  const runs: (readonly Arg[])[] = [];
  const writes: Usage['writes'][number][] = [];
  const reads: Usage['reads'][number][] = places.map((arg) => ({ arg, how: 'walk' }));
  const expression = at;
  for (; at < args.length; at += 1) {
    const test = args[at]?.text ?? '';
    const value = args[at + 1];
    const taken = args[at]?.kind === 'exact' ? FIND_TESTS.get(test) : undefined;
    if (taken !== undefined) {
      if (/^-i?(name|path|wholename)$/.test(test) && value !== undefined && picksSecrets(value.text))
        doubts.push(`find looks for ${value.text}, which may be secrets`);
      at += taken;
    } else if (FIND_RUNS.has(test)) {
      const end = args.findIndex((arg, index) => index > at && (isExact(arg, ';') || isExact(arg, '+')));
      const command = args.slice(at + 1, end === -1 ? undefined : end);
      for (const place of places)
        runs.push(command.map((arg) => ({ ...arg, text: arg.text.replaceAll('{}', place.text) })));
      const handed = test === '-exec' && end !== -1 ? handedOver(args, expression, at, end, places) : null;
      if (handed === null) doubts.push(`option ${test} of find runs a program`);
      else hands = [...hands, ...handed];
      at = end === -1 ? args.length : end;
    } else if (test === '-delete') {
      doubts.push('option -delete of find removes files');
      for (const arg of places) writes.push({ arg, how: 'tree' });
    } else if (FIND_WRITES.has(test) && value !== undefined) {
      doubts.push(`option ${test} of find writes a file`);
      writes.push({ arg: value, how: 'file' });
      at += test === '-fprintf' ? 2 : 1;
    } else if (FIND_READS.has(test) && value !== undefined) {
      reads.push({ arg: value, how: 'names' });
      at += 1;
    } else doubts.push(`${test} of find is not known to be harmless`);
  }
  if (runs.length === 0) return usage({ standing: 'reading', changes: false, reads, writes, doubts });
  const words = [exact('find'), exact('-exec'), ...args];
  return usage({
    standing: 'plain',
    changes: false,
    reads: [...reads, ...hands],
    writes,
    runs,
    doubts,
    words,
    named: ['-exec'],
  });
};

type Handed = Usage['reads'][number];

/** Stands for each name that find hands over. */
const FOUND: Arg = { kind: 'exact', text: './found' };

/**
 * What a program reads of the names that it is handed, when its own grammar says that it only reads; null when it may do
 * anything else, or when names become something else to it than files to read.
 */
const handedOver = (
  args: readonly Arg[],
  expression: number,
  at: number,
  end: number,
  places: readonly Arg[],
): readonly Handed[] | null => {
  const [name, ...words] = args.slice(at + 1, end);
  const plain = places.every(({ kind, text }) => kind === 'exact' && /^[\w./]/.test(text));
  if (!plain || name?.kind !== 'exact' || name.text.includes('{}')) return null;
  if (words.some(({ kind, text }) => kind !== 'exact' || (text.includes('{}') && text !== '{}'))) return null;
  if (isExact(args[end], '+') && !isExact(args[end - 1], '{}')) return null;
  // `+` hands over many names at once: to some programs the second is not what the first is.
  const times = isExact(args[end], '+') ? [FOUND, FOUND, FOUND] : [FOUND];
  const use = readUsage(
    name,
    words.flatMap((word) => (word.text === '{}' ? times : [word])),
  );
  const isLook =
    use.standing === 'reading' &&
    [use.doubts, use.writes, use.runs, use.scripts, use.code, use.forbidden, use.touches].every(
      ({ length }) => length === 0,
    );
  if (!isLook || use.fetches || use.interprets || use.directory !== null) return null;
  const given = words.filter(({ text }) => text === '{}').length * times.length;
  const isSaid = name.text === 'echo';
  const uses = use.reads.filter(({ arg }) => arg.text === FOUND.text);
  if (given === 0 || (!isSaid && uses.length !== given)) return null;
  const limit = limitBefore(args.slice(expression, at));
  if (isSaid || (limit.type !== null && uses.every(({ how }) => how === 'names'))) return [];
  const { type, only } = limit;
  // A program that goes through directories opens more than what find was told to look for.
  if (type !== 'f' && uses.some(({ how }) => how !== 'names' && how !== 'content')) return null;
  const texts =
    type === 'f' && only !== null && only.every((glob) => SOURCES.test(glob)) ? { texts: true as const } : {};
  return places.map((arg): Handed => ({ arg, how: 'opened', ...(only === null ? {} : { only }), ...texts }));
};

/** Names of program texts and documents: what lies at such a name is no link (`-type f`). */
const SOURCES =
  /^[\w*?.-]*\.(?:[cm]?[jt]sx?|pyi?|go|rs|java|kts?|c|h|cc|cpp|hpp|cs|rb|php|swift|dart|scala|mdx?|rst|s?css|less|html|vue|svelte|sql|proto|graphql|gradle|sh)$/;

interface Limit {
  /** Plain files or directories: neither is a link. */
  readonly type: 'f' | 'd' | null;
  readonly only: readonly string[] | null;
}

/** To what names and to what type the tests before limit what is handed over. Only what is sure counts. */
const limitBefore = (tests: readonly Arg[]): Limit => {
  const words = tests.map(({ text }) => text);
  if (words.some((word) => FIND_RUNS.has(word))) return { type: null, only: null };
  let from = 0;
  let depth = 0;
  for (const [at, word] of words.entries()) {
    depth += word === '(' ? 1 : word === ')' ? -1 : 0;
    if (depth === 0 && /^(-o|-or|,)$/.test(word)) from = at + 1;
  }
  let type: Limit['type'] = null;
  let only: readonly string[] | null = null;
  const last = words.slice(from);
  for (let at = 0; at < last.length; at += 1) {
    const word = last[at] ?? '';
    const value = last[at + 1] ?? '';
    if (word === '(') {
      const close = last.indexOf(')', at);
      const group = last.slice(at + 1, close === -1 ? undefined : close);
      const names = group.filter((_, index) => index % 3 === 1);
      if (group.every((each, index) => ALTERNATIVES[index % 3]?.test(each)) && group.length % 3 === 2) only ??= names;
      else if (group.includes('(')) return { type, only };
      at = close === -1 ? last.length : close;
    } else if (word === '!' || word === '-not') at += 1 + (last[at + 1] === '(' ? last.length : valuesOf(value));
    else if (word === '-type') {
      if (value === 'f' || value === 'd') type ??= value;
      at += 1;
    } else if (word === '-name') {
      only ??= [value];
      at += 1;
    } else at += valuesOf(word);
  }
  return { type, only };
};

const ALTERNATIVES = [/^-name$/, /^/, /^-o(r)?$/] as const;
const valuesOf = (test: string): number => FIND_TESTS.get(test) ?? 1;
