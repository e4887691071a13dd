/** An OCI layout read from disk. Every blob is compared with the digest that names it, so what is looked at is what is meant. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { z } from 'zod';
import { fail, ok, type Result } from '../domain/problem.ts';
import { type TarEntry, tarEntries } from './tar-entries.ts';

const descriptor = z.object({
  mediaType: z.string().optional(),
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  size: z.number(),
  annotations: z.record(z.string(), z.string()).optional(),
});
const indexSchema = z.object({ manifests: z.array(descriptor).min(1) });
const manifestSchema = z.object({ config: descriptor, layers: z.array(descriptor) });
const configSchema = z.object({
  created: z.string().optional(),
  config: z
    .object({
      User: z.string().optional(),
      Env: z.array(z.string()).nullish(),
      Cmd: z.array(z.string()).nullish(),
      Entrypoint: z.array(z.string()).nullish(),
      WorkingDir: z.string().optional(),
      Healthcheck: z.object({ Test: z.array(z.string()).optional() }).optional(),
      StopSignal: z.string().optional(),
    })
    .default({}),
  history: z.array(z.object({ created_by: z.string().optional() })).optional(),
});

export interface OciImage {
  readonly digest: string;
  /** `latest`, `R7-abc`; null for an image without a name. */
  readonly tag: string | null;
  readonly images: number;
  readonly config: z.output<typeof configSchema>['config'];
  readonly created: string | null;
  readonly history: readonly string[];
  /** Compressed, as it is pushed. */
  readonly bytes: number;
  readonly layers: readonly (readonly TarEntry[])[];
}

/** What a layer may unfold to. */
const MAX_LAYER_BYTES = 2_000_000_000;

export const readOciLayout = async (layout: string): Promise<Result<OciImage>> => {
  try {
    const index = indexSchema.parse(JSON.parse(await readFile(join(layout, 'index.json'), 'utf8')));
    const [first] = index.manifests;
    if (first === undefined) throw new Error('it holds no image');
    const manifest = manifestSchema.parse(JSON.parse((await blob(layout, first.digest)).toString('utf8')));
    const image = configSchema.parse(JSON.parse((await blob(layout, manifest.config.digest)).toString('utf8')));
    const layers = await Promise.all(
      manifest.layers.map(({ digest, mediaType }) => readLayer(layout, digest, mediaType)),
    );
    return ok({
      digest: first.digest,
      tag: first.annotations?.['org.opencontainers.image.ref.name'] ?? null,
      images: index.manifests.length,
      config: image.config,
      created: image.created ?? null,
      history: (image.history ?? []).flatMap(({ created_by: by }) => by ?? []),
      bytes: manifest.layers.reduce((sum, { size }) => sum + size, 0),
      layers,
    });
  } catch (error) {
    return fail({
      kind: 'parse',
      message: `${layout} is no OCI layout that can be read: ${error instanceof Error ? error.message : String(error)}`,
    });
  }
};

const blob = async (layout: string, digest: string): Promise<Buffer> => {
  const hex = digest.slice('sha256:'.length);
  const bytes = await readFile(join(layout, 'blobs/sha256', hex));
  if (createHash('sha256').update(bytes).digest('hex') !== hex)
    throw new Error(`the blob ${digest} is not what its digest says`);
  return bytes;
};

const readLayer = async (layout: string, digest: string, mediaType = ''): Promise<readonly TarEntry[]> => {
  const packed = await blob(layout, digest);
  const limit = { maxOutputLength: MAX_LAYER_BYTES };
  const archive = mediaType.endsWith('zstd')
    ? zstdDecompressSync(packed, limit)
    : packed[0] === 0x1f
      ? gunzipSync(packed, limit)
      : packed;
  const entries = tarEntries(archive);
  if (entries === null) throw new Error(`the layer ${digest} is damaged`);
  return entries;
};

/** What a container sees: later layers over earlier ones, with what they remove gone. */
export const mergedFiles = ({ layers }: OciImage): ReadonlyMap<string, TarEntry> => {
  const files = new Map<string, TarEntry>();
  for (const layer of layers) {
    for (const entry of layer) {
      const [, directory = '', gone] = /^(.*\/)?\.wh\.([^/]+)$/.exec(entry.path) ?? [];
      if (gone === undefined) {
        files.set(entry.path, entry);
        continue;
      }
      const removed = gone === '.wh..opq' ? directory : `${directory}${gone}`;
      for (const path of [...files.keys()])
        if (path === removed || path.startsWith(removed.endsWith('/') ? removed : `${removed}/`)) files.delete(path);
    }
  }
  return files;
};
