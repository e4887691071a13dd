/** `kind: home-assistant`: the configuration of a running instance, with a copy of the old one to go back to. */
import { z } from 'zod';
import { duration } from '../../duration.ts';
import { insidePath } from './plain-config.ts';
import { sshShape } from './website-config.ts';

export const homeAssistantShape = {
  /** Where the configuration lies in the project. */
  root: insidePath.default('.'),
  /** The instance, such as http://homeassistant.local:8123. */
  url: z.string().min(1),
  /** Name of the variable with a long-lived access token. */
  token: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'the name of an environment variable' })
    .default('HOME_ASSISTANT_TOKEN'),
  /** The configuration directory of the instance; on this machine, or on `ssh`. */
  config: z.string().min(1),
  /** Where the copies of the old configuration go, on the same machine. */
  backups: z.string().min(1),
  ssh: z.strictObject(sshShape).readonly().nullable().default(null),
  /** Files of the instance that a deploy neither writes nor removes. */
  keep: z
    .array(z.string().regex(/^[A-Za-z0-9_.*?/@+-]+$/, { error: 'a plain pattern such as *.db' }))
    .readonly()
    .default(['.storage/', '.cloud/', 'secrets.yaml', '*.db', '*.db-*', '*.log*', 'deps/', 'tts/', '.HA_VERSION']),
  /** Entities that no file of the configuration defines: those of integrations. Globs. */
  entities: z.array(z.string().min(1)).readonly().default([]),
  within: duration.prefault('2m'),
};
