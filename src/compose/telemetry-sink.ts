/** What telemetry says of a session, as commands: the guard proven, trouble with the model service. */
import { hookProvenBy, judgeGuard } from '../claude/guard.ts';
import type { SessionKey } from '../claude/session-key.ts';
import { claimsOfTelemetry } from '../claude/signals.ts';
import type { TelemetryListener } from '../claude/telemetry.ts';
import type { TelemetryRecord } from '../claude/telemetry-record.ts';
import type { Fleet } from './parts.ts';

/** `next` hears every record too. */
export const createTelemetrySink = (fleet: Fleet, next: TelemetryListener): TelemetryListener => {
  const proofs = createProofs(fleet);
  return (session, record) => {
    const origin = { by: `session ${session.worker}` };
    proofs(session, record);
    for (const { signal, evidence } of claimsOfTelemetry(record)) {
      void fleet.submit({ kind: 'report-signal', ...session, signal, evidence }, origin);
    }
    next(session, record);
  };
};

/** Collects the hooks that were seen registered, per session, until they are all there. */
const createProofs = (fleet: Fleet): TelemetryListener => {
  const seen = new Map<number, { readonly generation: number; readonly hooks: Set<string> }>();
  return (session: SessionKey, record: TelemetryRecord) => {
    const hook = hookProvenBy(record);
    if (hook === null) return;
    const known = seen.get(session.worker);
    const proof =
      known?.generation === session.generation ? known : { generation: session.generation, hooks: new Set<string>() };
    seen.set(session.worker, proof);
    proof.hooks.add(hook);
    if (judgeGuard(proof.hooks, false).kind !== 'proven') return;
    void fleet.submit(
      { kind: 'report-guard-proven', ...session, hooks: [...proof.hooks] },
      { by: `session ${session.worker}` },
    );
  };
};
