/** Decides what the ledger's reports mean. */
import type { Command } from '../command.ts';
import type { Decided } from '../decide.ts';
import { ok } from '../problem.ts';
import { unreachable } from '../unreachable.ts';

type UsageCommand = Extract<Command, { kind: 'report-usage' | 'report-reconciled' }>;

export const decideUsage = (command: UsageCommand): Decided => {
  switch (command.kind) {
    case 'report-usage':
      return ok([{ kind: 'usage.counted', count: command.count }]);
    case 'report-reconciled': {
      const { worker, session, filled, differentTokens } = command;
      return ok(
        filled === 0 && differentTokens === 0
          ? []
          : [{ kind: 'usage.reconciled', worker, session, filled, differentTokens }],
      );
    }
    default:
      return unreachable(command);
  }
};
