/** Docker's API over its unix socket (Podman's is the same): as much of it as the container policies read. */
import { request } from 'node:http';
import { z } from 'zod';
import { parseJson } from '../../domain/json.ts';
import { fail, ok, type Result } from '../../domain/problem.ts';

const listed = z.array(
  z.object({ Id: z.string(), Names: z.array(z.string()).nullish(), ImageID: z.string().default('') }),
);

const inspected = z.object({
  Name: z.string().default(''),
  Created: z.string().default(''),
  RestartCount: z.number().default(0),
  Image: z.string().default(''),
  Config: z.object({
    Image: z.string().default(''),
    Healthcheck: z.object({ Test: z.array(z.string()).nullish() }).nullish(),
  }),
  State: z.object({
    Status: z.string().default(''),
    Running: z.boolean().default(false),
    Restarting: z.boolean().default(false),
    ExitCode: z.number().default(0),
    Health: z.object({ Status: z.string().default('') }).nullish(),
    Healthcheck: z.object({ Status: z.string().default('') }).nullish(),
  }),
  HostConfig: z.object({
    Privileged: z.boolean().default(false),
    Memory: z.number().default(0),
    Binds: z.array(z.string()).nullish(),
    RestartPolicy: z.object({ Name: z.string().default('') }).nullish(),
    LogConfig: z.object({ Type: z.string().default(''), Config: z.record(z.string(), z.string()).nullish() }).nullish(),
  }),
  Mounts: z.array(z.object({ Source: z.string().default(''), Destination: z.string().default('') })).nullish(),
});

const version = z.object({ Components: z.array(z.object({ Name: z.string() })).nullish() });

/** Podman's answer in Docker's words leaves out what a log may grow to; its answer in its own words has it. */
const podmanInspected = z.object({ HostConfig: z.object({ LogConfig: z.object({ Size: z.string().default('') }) }) });

export type Container = z.output<typeof inspected> & {
  readonly id: string;
  /** What Podman says of its log's limit; null for Docker, which says it in `LogConfig`. */
  readonly podmanLogSize: string | null;
};

export interface ContainerApi {
  readonly containers: () => Promise<Result<readonly Container[]>>;
  /** When the image was made; null when it does not say. */
  readonly imageMadeAt: (id: string) => Promise<number | null>;
}

/** Old enough for every Docker and Podman that still runs. */
const VERSION = 'v1.40';
const PODMAN_VERSION = 'v4.0.0/libpod';
/** An answer about one container has some kilobytes. */
const MOST_BYTES = 8 * 1024 ** 2;

export const containerApi = (socketPath: string, signal: AbortSignal): ContainerApi => {
  const get = (path: string): Promise<Result<unknown>> => getJson(socketPath, `/${VERSION}${path}`, signal);
  return {
    containers: async () => {
      const answer = await get('/containers/json?all=1');
      if (!answer.ok) return answer;
      const list = listed.safeParse(answer.value);
      if (!list.success) return fail(garbled('the list of containers'));
      const isPodman = await saysPodman(get);
      const containers: Container[] = [];
      for (const { Id } of list.data) {
        const one = await get(`/containers/${encodeURIComponent(Id)}/json`);
        // It may have gone since the list was made.
        if (!one.ok && one.problem.kind === 'missing') continue;
        if (!one.ok) return one;
        const read = inspected.safeParse(one.value);
        if (!read.success) return fail(garbled(`the answer about container ${Id.slice(0, 12)}`));
        const podmanLogSize = isPodman ? await podmanLogSizeOf(socketPath, Id, signal) : null;
        containers.push({ ...read.data, id: Id, podmanLogSize });
      }
      return ok(containers);
    },
    imageMadeAt: async (id) => {
      const answer = await get(`/images/${encodeURIComponent(id)}/json`);
      const read = answer.ok ? z.object({ Created: z.string() }).safeParse(answer.value) : null;
      const at = Date.parse(read?.data?.Created ?? '');
      return Number.isNaN(at) || at <= 0 ? null : at;
    },
  };
};

const saysPodman = async (get: (path: string) => Promise<Result<unknown>>): Promise<boolean> => {
  const answer = await get('/version');
  const read = answer.ok ? version.safeParse(answer.value) : null;
  return read?.data?.Components?.some(({ Name }) => Name.startsWith('Podman')) ?? false;
};

const podmanLogSizeOf = async (socketPath: string, id: string, signal: AbortSignal): Promise<string | null> => {
  const path = `/${PODMAN_VERSION}/containers/${encodeURIComponent(id)}/json`;
  const answer = await getJson(socketPath, path, signal);
  const read = answer.ok ? podmanInspected.safeParse(answer.value) : null;
  return read?.data?.HostConfig.LogConfig.Size ?? null;
};

const garbled = (what: string) => ({ kind: 'parse' as const, message: `${what} does not read as Docker's` });

const getJson = (socketPath: string, path: string, signal: AbortSignal): Promise<Result<unknown>> =>
  new Promise((resolve) => {
    const refuse = (message: string): void => resolve(fail({ kind: 'process', message }));
    const asked = request({ socketPath, path, signal, headers: { host: 'docker' } }, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MOST_BYTES) response.destroy(new Error('its answer is too long'));
        else chunks.push(chunk);
      });
      response.on('error', (error) => refuse(error.message));
      response.on('end', () => {
        const value = parseJson(Buffer.concat(chunks).toString('utf8'));
        if (response.statusCode === 404) resolve(fail({ kind: 'missing', message: `${path} is not there` }));
        else if (response.statusCode !== 200) refuse(`it answers ${response.statusCode}`);
        else if (value === undefined) resolve(fail(garbled('its answer')));
        else resolve(ok(value));
      });
    });
    asked.on('error', (error) => refuse(error.message));
    asked.end();
  });
