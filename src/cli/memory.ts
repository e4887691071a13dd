/**
 * `gaffer memory`: the notes of MEMORY/ from the command line, with a fleet or without one. The files are the truth: what
 * is changed here, a running fleet sees as it sees the change of an editor.
 */
import { Argument, type Command, Option } from 'commander';
import { curate, HOT_SCORE, WARM_SCORE, wishOf } from '../domain/memory/curate.ts';
import { MEMORY_TIERS, type MemoryItem, type MemoryTier, titleOf } from '../domain/memory/item.ts';
import { scoreOf, totalOf } from '../domain/memory/score.ts';
import { secretIn } from '../domain/memory/secrets.ts';
import { fail, ok, type Result } from '../domain/problem.ts';
import { visible } from '../domain/visible.ts';
import { moveByHand } from '../state/memory-store.ts';
import { endWith } from './exit.ts';
import { inMemory, type MemoryDesk } from './memory-desk.ts';
import { textFrom } from './misuse.ts';
import { countFromOne } from './numbers.ts';
import { age, printJson, printTable, say } from './output.ts';
import type { FleetOptions } from './with-fleet.ts';
import { WORKSPACE_OPTION } from './workspace.ts';

/** As many as a screen shows. */
const DEFAULT_HITS = 10;

export const register = (program: Command): void => {
  const memory = program.command('memory').description('the notes of MEMORY/: list, search, show, why, add, pin, move');
  const sub = (name: string, description: string, isDefault = false): Command =>
    memory
      .command(name, { isDefault })
      .description(description)
      .option(...WORKSPACE_OPTION)
      .option('--json', 'JSON');
  const desk = (options: FleetOptions, use: (desk: MemoryDesk) => Promise<Result<void>>): Promise<void> =>
    inMemory(options, use, (problem) => endWith(problem, options));

  sub('list', 'the notes, hottest first', true)
    .addOption(new Option('--tier <tier>', 'of one tier').choices([...MEMORY_TIERS]))
    .option('--project <project>', 'of one project')
    .action((options: ListOptions) => desk(options, (at) => list(at, options)));
  sub('search', 'find notes in all tiers')
    .argument('<words...>', 'what is looked for; slips of the finger are forgiven')
    .option('--project <project>', 'the project that you ask from')
    .option('--limit <count>', 'at most so many', countFromOne, DEFAULT_HITS)
    .action((words: readonly string[], options: SearchOptions, command: Command) => {
      const text = textFrom(words, 'what is looked for', command);
      return desk(options, (at) => search(at, text, options));
    });
  sub('show', 'one note as its file holds it')
    .argument('<id>', 'such as M12')
    .action((id: string, options: FleetOptions) => desk(options, (at) => show(at, id, options)));
  sub('why', 'why a note lies where it lies')
    .argument('<id>', 'such as M12')
    .action((id: string, options: FleetOptions) => desk(options, (at) => why(at, id, options)));
  sub('add', 'write a note')
    .argument('<words...>', 'its text')
    .option('--project <project>', 'the project that it is about')
    .option('--topic <topic...>', 'words to find it by')
    .action((words: readonly string[], options: AddOptions, command: Command) => {
      const text = textFrom(words, 'the note', command);
      return desk(options, (at) => add(at, text, options));
    });
  for (const [name, pinned] of [
    ['pin', true],
    ['unpin', false],
  ] as const)
    sub(name, pinned ? 'keep a note in its tier' : 'let a note move again')
      .argument('<id>', 'such as M12')
      .action((id: string, options: FleetOptions) =>
        desk(options, ({ store }) => done(store.change(id, { pinned }), pinned ? 'pinned' : 'not pinned', options)),
      );
  sub('move', 'put a note into another tier')
    .argument('<id>', 'such as M12')
    .addArgument(new Argument('<tier>', 'where to').choices([...MEMORY_TIERS]))
    .action((id: string, tier: MemoryTier, options: FleetOptions) =>
      desk(options, ({ store }) => done(moveByHand(store, id, tier), `in ${tier}, and pinned there`, options)),
    );
};

interface ListOptions extends FleetOptions {
  readonly tier?: MemoryTier;
  readonly project?: string;
}
interface SearchOptions extends FleetOptions {
  readonly project?: string;
  readonly limit: number;
}
interface AddOptions extends FleetOptions {
  readonly project?: string;
  readonly topic?: readonly string[];
}

const list = async ({ store, facts }: MemoryDesk, { json, tier, project }: ListOptions): Promise<Result<void>> => {
  const items = store.index
    .items({ ...(tier === undefined ? {} : { tier }), ...(project === undefined ? {} : { project }) })
    .map((item) => ({ item, score: totalOf(item, facts) }))
    .toSorted((a, b) => MEMORY_TIERS.indexOf(a.item.tier) - MEMORY_TIERS.indexOf(b.item.tier) || b.score - a.score);
  if (json === true) {
    printJson(items.map(({ item, score }) => ({ ...item, title: titleOf(item), score })));
    return ok(undefined);
  }
  if (items.length === 0) say('memory is empty: write a note with gaffer memory add');
  else
    printTable(
      ['NOTE', 'TIER', 'PROJECT', 'SCORE', 'USES', 'AGE', 'TEXT'],
      items.map(({ item, score }) => [
        item.id,
        `${item.tier}${item.pinned ? ' (pinned)' : ''}`,
        item.project ?? '-',
        score.toFixed(0),
        String(item.uses),
        age(facts.now - item.createdAt),
        titleOf(item),
      ]),
    );
  for (const { item } of items)
    if (item.problem !== null) say(`${item.file}: ${visible(item.problem)}; its text is kept`);
  return ok(undefined);
};

const search = async (
  { recall, facts }: MemoryDesk,
  text: string,
  { json, project, limit }: SearchOptions,
): Promise<Result<void>> => {
  const hits = await recall({ text, project: project ?? null, limit, now: facts.now });
  if (json === true) printJson(hits.map(({ item, ...hit }) => ({ ...item, title: titleOf(item), ...hit })));
  else if (hits.length === 0) say('nothing in memory is like that');
  else
    printTable(
      ['NOTE', 'TIER', 'PROJECT', 'SCORE', 'TEXT'],
      hits.map(({ item, score }) => [item.id, item.tier, item.project ?? '-', score.toFixed(1), titleOf(item)]),
    );
  return ok(undefined);
};

const found = ({ store }: MemoryDesk, id: string): Result<MemoryItem> => {
  const item = store.index.find(id);
  return item === null
    ? fail({ kind: 'missing', message: `there is no note ${id}`, next: 'List them with: gaffer memory list' })
    : ok(item);
};

const show = async (desk: MemoryDesk, id: string, { json }: FleetOptions): Promise<Result<void>> => {
  const item = found(desk, id);
  if (!item.ok) return item;
  if (json === true) printJson(item.value);
  else {
    const lines = item.value.text
      .trimEnd()
      .split('\n')
      .map((line) => visible(line));
    process.stdout.write(`${item.value.file}\n\n${lines.join('\n')}\n`);
  }
  return ok(undefined);
};

const why = async (desk: MemoryDesk, id: string, { json }: FleetOptions): Promise<Result<void>> => {
  const item = found(desk, id);
  if (!item.ok) return item;
  const score = scoreOf(item.value, desk.facts);
  const wish = wishOf(item.value, score.total);
  const move = curate([...desk.store.index.curated(desk.facts.now)], desk.budgets, desk.facts).find(
    (each) => each.item.file === item.value.file,
  );
  const next = move === undefined ? null : { tier: move.to, because: move.because };
  if (json === true) printJson({ item: item.value, score, wish, next });
  else
    process.stdout.write(
      [
        `${item.value.id} lies in ${item.value.tier} (${item.value.file})`,
        `  ${wish.because}`,
        ...score.parts.map(({ what, points }) => `  ${points.toFixed(1).padStart(7)}  ${visible(what)}`),
        `  ${score.total.toFixed(1).padStart(7)}  in all; hot from ${HOT_SCORE.up}, warm from ${WARM_SCORE.up}`,
        next === null ? '  It stays there.' : `  The next pass moves it to ${next.tier}: ${next.because}.`,
        ...(item.value.problem === null ? [] : [`  ${visible(item.value.problem)}`]),
        '',
      ].join('\n'),
    );
  return ok(undefined);
};

const add = async (
  { store, facts }: MemoryDesk,
  text: string,
  { json, project, topic }: AddOptions,
): Promise<Result<void>> => {
  const secret = secretIn(text);
  if (secret !== null) return fail({ kind: 'refused', message: `${secret} stands in it, and memory keeps no secrets` });
  const known = store.index
    .alike({ text, project: project ?? null, file: '' })
    .find(({ likeness, item }) => likeness === 'same' && item.supersededBy === null);
  if (known !== undefined)
    return fail({ kind: 'conflict', message: `${known.item.id} says that already: ${titleOf(known.item)}` });
  const added = await store.add('warm', {
    text,
    topics: topic ?? [],
    project: project ?? null,
    source: { kind: 'person', worker: null, task: null },
    createdAt: facts.now,
    supersedes: [],
  });
  if (!added.ok) return added;
  if (json === true) printJson({ ok: true, item: added.value.id, file: added.value.file });
  else say(`kept as ${added.value.id} in ${added.value.file}`);
  return ok(undefined);
};

const done = async (
  change: Promise<Result<MemoryItem>>,
  what: string,
  { json }: FleetOptions,
): Promise<Result<void>> => {
  const changed = await change;
  if (!changed.ok) return changed;
  if (json === true)
    printJson({ ok: true, item: changed.value.id, tier: changed.value.tier, file: changed.value.file });
  else say(`${changed.value.id} is ${what}`);
  return ok(undefined);
};
