/**
 * The telemetry receiver: OTLP logs as JSON, as Claude Code posts them. A body that does not read as such is answered
 * 400 and dropped whole; a single strange record in a good body is only passed over.
 */
import { z } from 'zod';
import type { LoopbackRoute } from './loopback.ts';
import type { SessionKey } from './session-key.ts';
import { readTelemetryRecord, type TelemetryRecord } from './telemetry-record.ts';

export type TelemetryListener = (session: SessionKey, record: TelemetryRecord) => void;

export const telemetryRoute = (listener: TelemetryListener): LoopbackRoute => ({
  path: '/v1/logs',
  door: 'telemetry',
  handle: async (request, session) => {
    const records = readLogs(await request.json().catch(() => null));
    if (records === null) return new Response(null, { status: 400 });
    for (const record of records) listener(session, record);
    return Response.json({});
  },
});

/** Null when it is no OTLP logs body. */
export const readLogs = (body: unknown): readonly TelemetryRecord[] | null => {
  const parsed = logsSchema.safeParse(body);
  if (!parsed.success) return null;
  return parsed.data.resourceLogs
    .flatMap(({ scopeLogs }) => scopeLogs)
    .flatMap(({ logRecords }) => logRecords)
    .map(readLog)
    .filter((record) => record !== null);
};

const logSchema = z.object({
  body: z.object({ stringValue: z.string().default('') }).default({ stringValue: '' }),
  attributes: z.array(z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) })).default([]),
});

const logsSchema = z.object({
  resourceLogs: z.array(
    z.object({ scopeLogs: z.array(z.object({ logRecords: z.array(logSchema).default([]) })).default([]) }),
  ),
});

const PREFIX = 'claude_code.';

const readLog = ({ body, attributes }: z.infer<typeof logSchema>): TelemetryRecord | null => {
  // An OTLP value is an object with one entry, named by its type: {"stringValue": "accept"}.
  const values = Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
  const name = body.stringValue.startsWith(PREFIX) ? body.stringValue.slice(PREFIX.length) : values['event.name'];
  return typeof name === 'string' ? readTelemetryRecord(name, values) : null;
};
