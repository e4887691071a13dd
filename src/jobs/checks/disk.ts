/**
 * A disk: that it is mounted where it should be, from the right device, writable, with room for data and files, when it
 * will be full, and what it says of itself. `df` looks at it, not Node: a mount that hangs holds up `df` alone.
 */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { SpecOf } from '../../domain/checks/config.ts';
import { errored, type Finding, finding, type Part, together } from '../../domain/checks/finding.ts';
import type { Share } from '../../domain/checks/spec-values.ts';
import { spokenDuration } from '../../domain/duration.ts';
import { parseJson } from '../../domain/json.ts';
import { succeeded } from '../run-command.ts';
import { bytesText } from './backup-age.ts';
import { broken, type CheckTools, lastLine, type PastFigure } from './tools.ts';

type Spec = SpecOf<'disk'>;

export const checkDisk = async (spec: Spec, tools: CheckTools): Promise<Finding> => {
  const path = tools.path(spec.path);
  const blocks = await df(path, '-k', tools);
  if ('reading' in blocks) return blocks;
  const mount = await mountAt(blocks.mountedOn);
  const parts: Part[] = [...(await mountParts(spec, path, blocks, mount, tools))];
  // What is not mounted has no room of its own to speak of.
  if (parts.some(({ reading }) => reading === 'fail')) return together(parts);
  const inodes = await df(path, '-i', tools);
  if ('reading' in inodes) return inodes;
  const [size, free] = [blocks.total * 1024, blocks.available * 1024];
  parts.push(roomPart(spec.path, free, size, spec.free));
  // btrfs and some others make inodes as they need them, and count none.
  const room = inodes.total === 0 ? null : inodePart(spec.path, inodes, spec.inodes);
  if (room !== null && room.reading !== 'pass') parts.push(room);
  const used = size - free;
  const forecast = forecastPart(spec, [...tools.past('used_bytes'), { at: tools.now(), value: used }], size);
  if (forecast !== null) parts.push(forecast);
  if (spec.smart !== null) parts.push(await smartPart(spec.smart, tools));
  return together(parts, { used_bytes: used, free_bytes: free, size_bytes: size, free_inodes: inodes.available });
};

interface Df {
  readonly device: string;
  readonly total: number;
  readonly available: number;
  readonly mountedOn: string;
}

/** `-P` keeps each file system on one line, on Linux and macOS alike. */
const df = async (path: string, what: '-k' | '-i', tools: CheckTools): Promise<Df | Finding> => {
  const bsdInodes = what === '-i' && process.platform === 'darwin';
  const result = await tools.run(bsdInodes ? ['df', '-i', path] : ['df', '-P', what, path]);
  const cut = broken(result, 'df');
  if (cut !== null) return cut;
  if (!succeeded(result))
    return finding('fail', `${path} cannot be looked at: ${lastLine(result.output.head)}`, {
      subjects: [path],
      fix: 'Is it mounted?',
    });
  const columns = lastLine(result.stdout.head);
  const read = bsdInodes
    ? /^(.+?)\s+\d+\s+\d+\s+-?\d+\s+\d+%\s+(\d+)\s+(\d+)\s+\d+%\s+(.+)$/.exec(columns)
    : /^(.+?)\s+(\d+|-)\s+(?:\d+|-)\s+(-?\d+|-)\s+(?:\d+%|-)\s+(.+)$/.exec(columns);
  if (read === null) return errored(`the answer of df does not read: ${columns}`);
  const [, device = '', one = '', other = '', mountedOn = ''] = read;
  const [first, second] = [Number(one) || 0, Number(other) || 0];
  return { device, total: bsdInodes ? first + second : first, available: second, mountedOn };
};

interface Mount {
  readonly type: string;
  readonly readOnly: boolean;
}

/** From the kernel's own table, which no dead mount can hold up. Null where there is none. */
const mountAt = async (mountedOn: string): Promise<Mount | null> => {
  if (process.platform !== 'linux') return null;
  const lines = (await readFile('/proc/self/mounts', 'utf8')).split('\n').map((line) => line.split(' '));
  // The last mount over a place is the one that is seen.
  const found = lines.findLast(([, target = '']) => unescaped(target) === mountedOn);
  const [, , type = '', options = ''] = found ?? [];
  return found === undefined ? null : { type, readOnly: options.split(',').includes('ro') };
};

/** Spaces and the like stand as octal numbers in the table. */
const unescaped = (text: string): string =>
  text.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

const mountParts = async (
  spec: Spec,
  path: string,
  { device, mountedOn }: Df,
  mount: Mount | null,
  tools: CheckTools,
): Promise<readonly Part[]> => {
  const subject = spec.path;
  const fail = (evidence: string, fix: string): Part => ({ subject, reading: 'fail', evidence, fix });
  const wanted = spec.device === null ? null : await deviceOf(spec.device, tools);
  return [
    ...(spec.mounted && mountedOn !== path.replace(/(.)\/$/, '$1')
      ? [fail(`nothing is mounted at ${subject}: it lies on ${mountedOn}`, `mount ${subject}`)]
      : []),
    ...(wanted !== null && wanted !== device
      ? [fail(`${subject} is ${device}, and should be ${spec.device}`, 'See mount and /etc/fstab.')]
      : []),
    ...(spec.type !== null && mount !== null && mount.type !== spec.type
      ? [fail(`${subject} is ${mount.type}, and should be ${spec.type}`, 'See mount and /etc/fstab.')]
      : []),
    ...(mount?.readOnly === true && !spec.readOnly
      ? [fail(`${subject} is read-only`, 'The kernel does that after errors: see dmesg, then fsck it.')]
      : []),
  ];
};

/** `UUID=…` and `LABEL=…` are links below /dev/disk. */
const deviceOf = async (device: string, tools: CheckTools): Promise<string> => {
  const [, by = '', name = ''] = /^(UUID|LABEL|PARTUUID)=(.+)$/.exec(device) ?? [];
  if (by === '') return device;
  const result = await tools.run(['readlink', '-f', `/dev/disk/by-${by.toLowerCase()}/${name}`]);
  return succeeded(result) ? result.stdout.head.trim() : device;
};

const roomPart = (subject: string, free: number, size: number, limits: Spec['free']): Part => {
  const evidence = `${subject} ${percentText(size - free, size)} full, ${bytesText(free)} free`;
  const fix = `Free some room: du -xh ${subject} | sort -h | tail`;
  return { subject, reading: readingOf(free, size, limits), evidence, fix };
};

const inodePart = (subject: string, { available, total }: Df, limits: Spec['inodes']): Part => {
  const reading = readingOf(available, total, limits);
  const evidence = `${subject} has ${available} of ${total} inodes left`;
  return { subject, reading, evidence, fix: `Look for a directory of very many files: du --inodes -x ${subject}` };
};

const readingOf = (free: number, size: number, { warn, fail }: Spec['free']): 'pass' | 'warn' | 'fail' =>
  free < bound(fail, size) ? 'fail' : free < bound(warn, size) ? 'warn' : 'pass';

const bound = (limit: Share, size: number): number => ('bytes' in limit ? limit.bytes : (limit.percent / 100) * size);

const percentText = (part: number, whole: number): string =>
  whole === 0 ? '100%' : `${Math.floor((100 * part) / whole)}%`;

/** With less to go by, a single large file would be a trend. */
const FEWEST_POINTS = 6;
const SHORTEST_SPAN_MS = 6 * 3_600_000;

/** Least squares over what was seen; null when nothing grows, or not fast. */
export const forecastPart = (
  { path, fullWithin }: Pick<Spec, 'path' | 'fullWithin'>,
  points: readonly PastFigure[],
  size: number,
): Part | null => {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < FEWEST_POINTS) return null;
  if (last.at - first.at < SHORTEST_SPAN_MS) return null;
  const meanAt = points.reduce((sum, { at }) => sum + at, 0) / points.length;
  const meanValue = points.reduce((sum, { value }) => sum + value, 0) / points.length;
  const spread = points.reduce((sum, { at }) => sum + (at - meanAt) ** 2, 0);
  const slope = points.reduce((sum, { at, value }) => sum + (at - meanAt) * (value - meanValue), 0) / spread;
  const leftMs = slope <= 0 ? Number.POSITIVE_INFINITY : (size - last.value) / slope;
  return leftMs < fullWithin
    ? {
        subject: path,
        reading: 'warn',
        evidence: `${path} is full in ${spokenDuration(leftMs)} at its pace`,
        fix: `See what grows: du -xh ${path} | sort -h | tail`,
      }
    : null;
};

const smartAnswer = z.object({ smart_status: z.object({ passed: z.boolean() }) });

const smartPart = async (device: string, tools: CheckTools): Promise<Part> => {
  const result = await tools.run(['smartctl', '-H', '-j', device]);
  const cut = broken(result, 'smartctl');
  if (cut !== null) return { subject: device, reading: 'errored', evidence: cut.evidence, fix: cut.fix };
  const read = smartAnswer.safeParse(parseJson(result.stdout.head));
  if (!read.success)
    return {
      subject: device,
      reading: 'errored',
      evidence: `${device} gives no SMART answer`,
      fix: `smartctl -H ${device} as root`,
    };
  return read.data.smart_status.passed
    ? { subject: device, reading: 'pass', evidence: `${device} says it is healthy` }
    : {
        subject: device,
        reading: 'fail',
        evidence: `${device} says that it is failing`,
        fix: 'Copy what is on it now, then replace it.',
      };
};
