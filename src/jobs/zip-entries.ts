/** The entries of a ZIP file (an APK, an AAB), read from its central directory, each with an end to its size. */
import { readFile } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly bytes: number;
  /** Null when it is larger than anything worth a look, or damaged. */
  readonly read: () => Buffer | null;
}

const END_MARK = 0x06054b50;
const ENTRY_MARK = 0x02014b50;
/** What one entry may unfold to: a bomb ends here. */
const MAX_ENTRY_BYTES = 200_000_000;

/** Null for what is no ZIP file. */
export const zipEntries = async (file: string): Promise<readonly ZipEntry[] | null> => {
  const bytes = await readFile(file);
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0 || end + 22 > bytes.length || bytes.readUInt32LE(end) !== END_MARK) return null;
  const entries: ZipEntry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let count = bytes.readUInt16LE(end + 10); count > 0; count -= 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== ENTRY_MARK) return null;
    const method = bytes.readUInt16LE(at + 10);
    const packed = bytes.readUInt32LE(at + 20);
    const unpacked = bytes.readUInt32LE(at + 24);
    const nameLength = bytes.readUInt16LE(at + 28);
    const start = bytes.readUInt32LE(at + 42);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    entries.push({ name, bytes: unpacked, read: () => readEntry(bytes, start, method, packed, unpacked) });
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
};

const readEntry = (bytes: Buffer, start: number, method: number, packed: number, unpacked: number): Buffer | null => {
  if (unpacked > MAX_ENTRY_BYTES || start + 30 > bytes.length) return null;
  const from = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
  const raw = bytes.subarray(from, from + packed);
  if (method === 0) return raw;
  try {
    return method === 8 ? inflateRawSync(raw, { maxOutputLength: MAX_ENTRY_BYTES }) : null;
  } catch {
    return null;
  }
};
