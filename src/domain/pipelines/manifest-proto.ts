/**
 * The manifest of a module in an Android App Bundle, which is XML in protocol buffers (aapt2's Resources.proto): as much of
 * it as a policy asks for. What is cut off or nests without end is no manifest.
 */
import { type Manifest, manifestIn, type Node } from './manifest.ts';

/** Numbers of fields in aapt2's Resources.proto. */
const XML_NODE = { element: 1 } as const;
const ELEMENT = { name: 3, attribute: 4, child: 5 } as const;
const ATTRIBUTE = { name: 2, value: 3, compiled: 6 } as const;
const ITEM = { primitive: 7 } as const;
const PRIMITIVE = { decimal: 6, hexadecimal: 7, boolean: 8 } as const;

export const parseManifestProto = (bytes: Uint8Array): Manifest | null => {
  const root = nodeIn(bytes, 0);
  return root === null ? null : manifestIn({ tag: '', attributes: new Map(), children: [root] });
};

/** Deeper than any manifest, and shallow enough for a stack. */
const MAX_DEPTH = 100;

const nodeIn = (bytes: Uint8Array, depth: number): Node | null => {
  const element = bytesOf(fieldsIn(bytes), XML_NODE.element)[0];
  const fields = element === undefined || depth > MAX_DEPTH ? null : fieldsIn(element);
  const name = bytesOf(fields, ELEMENT.name)[0];
  if (fields === null || name === undefined) return null;
  return {
    tag: text(name),
    attributes: new Map(bytesOf(fields, ELEMENT.attribute).flatMap((each) => attributeIn(each) ?? [])),
    // Text between elements is a node, too.
    children: bytesOf(fields, ELEMENT.child).flatMap((child) => nodeIn(child, depth + 1) ?? []),
  };
};

/** What was compiled counts: the text beside it is for people, and may be missing. */
const attributeIn = (bytes: Uint8Array): [readonly [string, string]] | null => {
  const fields = fieldsIn(bytes);
  const name = bytesOf(fields, ATTRIBUTE.name)[0];
  if (name === undefined) return null;
  const item = bytesOf(fields, ATTRIBUTE.compiled)[0];
  const primitive = item === undefined ? undefined : bytesOf(fieldsIn(item), ITEM.primitive)[0];
  const value = bytesOf(fields, ATTRIBUTE.value)[0];
  const compiled = primitive === undefined ? null : primitiveIn(primitive);
  return [[text(name), compiled ?? (value === undefined ? '' : text(value))]];
};

const primitiveIn = (bytes: Uint8Array): string | null => {
  const fields = fieldsIn(bytes) ?? [];
  const numberOf = (wanted: number): number | undefined =>
    fields.flatMap(({ field, value }) => (field === wanted && typeof value === 'number' ? [value] : []))[0];
  const truth = numberOf(PRIMITIVE.boolean);
  if (truth !== undefined) return String(truth !== 0);
  const number = numberOf(PRIMITIVE.decimal) ?? numberOf(PRIMITIVE.hexadecimal);
  return number === undefined ? null : String(number);
};

interface Field {
  readonly field: number;
  readonly value: number | Uint8Array;
}

const bytesOf = (fields: readonly Field[] | null, wanted: number): readonly Uint8Array[] =>
  (fields ?? []).flatMap(({ field, value }) => (field === wanted && typeof value !== 'number' ? [value] : []));

const FIXED: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

/** Null for what is no message. */
const fieldsIn = (bytes: Uint8Array): readonly Field[] | null => {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number | null => {
    let value = 0;
    for (let shift = 0; shift < 64; shift += 7) {
      const byte = bytes[at];
      if (byte === undefined) return null;
      at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return null;
  };
  while (at < bytes.length) {
    const tag = varint();
    if (tag === null) return null;
    const [field, wire] = [Math.floor(tag / 8), tag % 8];
    if (wire === 0) {
      const value = varint();
      if (value === null) return null;
      fields.push({ field, value });
      continue;
    }
    const length = wire === 2 ? varint() : (FIXED[wire] ?? null);
    if (length === null || at + length > bytes.length) return null;
    if (wire === 2) fields.push({ field, value: bytes.subarray(at, at + length) });
    at += length;
  }
  return fields;
};

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
