/** Which entities a configuration defines, which it refers to, and which ids it gives twice. */
import { type HaEntry, type HaNode, visitHa } from './ha-tree.ts';

/** Integrations whose entities are called as the keys below them. */
const KEYED = [
  'script',
  'input_boolean',
  'input_number',
  'input_select',
  'input_text',
  'input_datetime',
  'input_button',
  'timer',
  'counter',
  'group',
  'schedule',
];
/** Those that are called by their name. */
const NAMED = [
  'sensor',
  'binary_sensor',
  'switch',
  'light',
  'cover',
  'fan',
  'number',
  'select',
  'button',
  'camera',
  'climate',
  'lock',
  'media_player',
  'weather',
  'scene',
  'image',
];
/** There without anybody's doing. */
const ALWAYS = ['sun.sun', 'zone.home'];

/** The root, and each package: they say the same things. */
const bodiesOf = (root: HaNode): readonly HaNode[] => [
  root,
  ...entriesAt(child(child(root, 'homeassistant'), 'packages')).map(({ value }) => value),
];

export const definedEntities = (root: HaNode): ReadonlySet<string> => {
  const defined = new Set(ALWAYS);
  for (const body of bodiesOf(root)) {
    for (const { key, value } of entriesAt(body)) {
      // `automation kitchen:` is one more list of automations.
      const [domain = ''] = key.split(' ');
      if (KEYED.includes(domain)) for (const entry of entriesAt(value)) defined.add(`${domain}.${entry.key}`);
      if (domain === 'automation')
        for (const item of itemsOf(value)) addNamed(defined, 'automation', textAt(item, 'alias') ?? textAt(item, 'id'));
      if (NAMED.includes(domain)) for (const item of itemsOf(value)) addPlatform(defined, domain, item);
      if (domain === 'template')
        for (const item of itemsOf(value))
          for (const inner of NAMED)
            for (const one of itemsOf(child(item, inner)))
              addNamed(defined, inner, textAt(one, 'default_entity_id') ?? textAt(one, 'name'));
    }
  }
  return defined;
};

const addPlatform = (defined: Set<string>, domain: string, item: HaNode): void => {
  addNamed(defined, domain, textAt(item, 'name'));
  // The old way to write template sensors and the like: `sensors:` with a key for each.
  for (const key of ['sensors', 'switches', 'lights', 'covers', 'fans'])
    for (const entry of entriesAt(child(item, key))) defined.add(`${domain}.${entry.key}`);
};

const addNamed = (defined: Set<string>, domain: string, name: string | null): void => {
  if (name !== null) defined.add(name.startsWith(`${domain}.`) ? name : `${domain}.${slug(name)}`);
};

/** As Home Assistant makes an id of a name. */
const slug = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');

export interface EntityReference {
  readonly entity: string;
  readonly at: string;
}

const IN_TEMPLATE =
  /\b(?:states|is_state|state_attr|is_state_attr|expand|has_value)\(\s*['"]([a-z_]+\.[a-z0-9_]+)['"]/g;
const ENTITY = /^[a-z_]+\.[a-z0-9_]+$/;
/** Not entities but ways to say many or none. */
const NOT_ONE: ReadonlySet<string> = new Set(['all', 'none']);

export const entityReferences = (root: HaNode): readonly EntityReference[] =>
  [...visitHa(root)].flatMap(({ path, node }) => {
    if (node.kind !== 'scalar' || typeof node.value !== 'string') return [];
    const { value } = node;
    const at = `${node.file}:${node.line}`;
    const templated = [...value.matchAll(IN_TEMPLATE)].flatMap(([, entity]) =>
      entity === undefined ? [] : [{ entity, at }],
    );
    const isNamed =
      path.at(-1) === 'entity_id' ||
      (typeof path.at(-1) === 'number' && ['entity_id', 'entities'].includes(String(path.at(-2))));
    if (!isNamed || NOT_ONE.has(value) || value.includes('{{')) return templated;
    const named = value.split(',').map((one) => one.trim());
    return [...templated, ...named.filter((entity) => ENTITY.test(entity)).map((entity) => ({ entity, at }))];
  });

/** The same id of two automations, and the same unique_id of two entities of one kind. */
export const repeatedIds = (root: HaNode): readonly string[] => {
  const seen = new Map<string, string>();
  const problems: string[] = [];
  const note = (what: string, id: string, at: string): void => {
    const before = seen.get(`${what} ${id}`);
    if (before === undefined) seen.set(`${what} ${id}`, at);
    else problems.push(`${at}: the ${what} ${id} was given at ${before} already`);
  };
  for (const body of bodiesOf(root)) {
    for (const { key, value } of entriesAt(body)) {
      if (key.split(' ')[0] !== 'automation') continue;
      for (const item of itemsOf(value)) {
        const id = child(item, 'id');
        if (id?.kind === 'scalar') note('automation id', String(id.value), `${id.file}:${id.line}`);
      }
    }
  }
  for (const { path, node } of visitHa(root))
    if (path.at(-1) === 'unique_id' && node.kind === 'scalar')
      note('unique_id', String(node.value), `${node.file}:${node.line}`);
  return problems;
};

const entriesAt = (node: HaNode | null): readonly HaEntry[] => (node?.kind === 'map' ? node.entries : []);

/** One thing alone may stand where a list of them does. */
const itemsOf = (node: HaNode | null): readonly HaNode[] =>
  node === null ? [] : node.kind === 'list' ? node.items : node.kind === 'map' ? [node] : [];

const child = (node: HaNode | null, key: string): HaNode | null =>
  entriesAt(node).find((entry) => entry.key === key)?.value ?? null;

const textAt = (node: HaNode, key: string): string | null => {
  const found = child(node, key);
  return found?.kind === 'scalar' && typeof found.value === 'string' ? found.value : null;
};
