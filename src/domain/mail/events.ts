/** What workers and triggers have to tell a worker, and when it was told. */
import type { WorkerNumber } from '../ids.ts';
import type { Trigger } from '../triggers/trigger.ts';

export type MailEvent =
  | { readonly kind: 'triggers.read'; readonly worker: WorkerNumber; readonly triggers: readonly Trigger[] }
  | {
      readonly kind: 'trigger.fired';
      readonly worker: WorkerNumber;
      readonly words: string;
      readonly text: string;
      readonly because: string;
      readonly mail: string;
    }
  | {
      readonly kind: 'note.left';
      readonly mail: string;
      readonly from: WorkerNumber;
      readonly to: WorkerNumber;
      readonly text: string;
    }
  | {
      readonly kind: 'mail.delivered';
      readonly worker: WorkerNumber;
      readonly mail: readonly string[];
      /** `UserPromptSubmit`, `Stop`; `typed` for a program without hooks. */
      readonly edge: string;
    }
  /** The session did not take the prompt that bore it. */
  | { readonly kind: 'mail.returned'; readonly worker: WorkerNumber; readonly mail: readonly string[] };
