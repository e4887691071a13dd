/** The entries of a tar archive: names, kinds, modes, times and bytes. Long names of PAX and GNU are understood. */

export interface TarEntry {
  /** Without `./` before or `/` behind. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  readonly mode: number;
  /** Seconds. */
  readonly modifiedAt: number;
  /** Of a link: what it names. */
  readonly target: string;
  readonly bytes: Buffer;
}

const BLOCK = 512;

/** Null for what is damaged. */
export const tarEntries = (archive: Buffer): readonly TarEntry[] | null => {
  const entries: TarEntry[] = [];
  let longName: string | null = null;
  let longTarget: string | null = null;
  for (let at = 0; at + BLOCK <= archive.length; ) {
    const header = archive.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) return entries;
    const size = numberAt(header, 124, 12);
    if (Number.isNaN(size) || at + BLOCK + size > archive.length) return null;
    const bytes = archive.subarray(at + BLOCK, at + BLOCK + size);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === 'x') {
      const pax = paxOf(bytes);
      longName = pax.get('path') ?? null;
      longTarget = pax.get('linkpath') ?? null;
    } else if (type === 'L') longName = textAt(bytes, 0, bytes.length);
    else if (type === 'K') longTarget = textAt(bytes, 0, bytes.length);
    else if (type !== 'g') {
      const prefix = textAt(header, 345, 155);
      const short = textAt(header, 0, 100);
      const name = longName ?? (prefix === '' ? short : `${prefix}/${short}`);
      entries.push({
        path: name.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, ''),
        kind: KINDS[type] ?? 'other',
        mode: numberAt(header, 100, 8) & 0o7777,
        modifiedAt: numberAt(header, 136, 12),
        target: longTarget ?? textAt(header, 157, 100),
        bytes,
      });
      longName = null;
      longTarget = null;
    }
  }
  return entries;
};

const KINDS: Readonly<Record<string, TarEntry['kind']>> = {
  '0': 'file',
  '\0': 'file',
  '5': 'directory',
  '1': 'link',
  '2': 'link',
};

const textAt = (bytes: Buffer, start: number, length: number): string => {
  const text = bytes.toString('utf8', start, start + length);
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
};

/** Octal, or for what is too large, binary with the first bit set. */
const numberAt = (header: Buffer, start: number, length: number): number => {
  if (((header[start] ?? 0) & 0x80) !== 0) {
    return header.subarray(start + 1, start + length).reduce((sum, byte) => sum * 256 + byte, 0);
  }
  const text = textAt(header, start, length).trim();
  return text === '' ? 0 : /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number.NaN;
};

const paxOf = (bytes: Buffer): ReadonlyMap<string, string> => {
  const values = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const blank = bytes.indexOf(0x20, at);
    const length = Number(bytes.toString('latin1', at, blank));
    if (blank < 0 || !Number.isInteger(length) || length <= 0) break;
    const [key = '', ...value] = bytes.toString('utf8', blank + 1, at + length - 1).split('=');
    values.set(key, value.join('='));
    at += length;
  }
  return values;
};
