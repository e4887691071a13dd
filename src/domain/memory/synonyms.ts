/**
 * Words that mean nearly the same to people who build software. A search for one finds the others too, for less. Each
 * line is a group; a word may stand in several.
 */
import { stemOf } from './words.ts';

const GROUPS: readonly string[] = [
  'deploy deployment ship shipping release publish rollout live upload',
  'test tests spec suite check verify',
  'flaky unstable intermittent unreliable',
  'database db postgres postgresql mysql sql sqlite schema',
  'storage store stored saved save data bucket',
  'delete remove erase drop prune purge clean cleanup removed',
  'login signin logon auth authentication sign session',
  'error failure fail fault problem broken breaks',
  'slow performance speed latency fast quick profile timeout',
  'crash die dies killed hang hangs freeze freezes hung stuck',
  'restart reboot reload restarts',
  'config configuration settings setting option',
  'environment env variable variables envrc',
  'docs documentation documented readme',
  'dependency dependencies library package module',
  'secret secrets password passwords credential credentials key token',
  'container containers docker image pod',
  'certificate cert tls ssl https ca',
  'network internet connection connect outgoing offline',
  'clock time timezone utc wall',
  'picture image photo photos screenshot',
  'mail email smtp message',
  'machine box host server computer hardware',
  'human person user people somebody customer',
  'worker agent session',
  'limit maximum max most cap budget',
  'disk drive volume nas',
  'memory ram heap',
  'phone mobile android apk',
  'mac macos apple ios iphone',
  'repository repo checkout clone',
  'directory folder path',
  'start begin boot startup',
  'undo revert rollback back',
  'backup dump copy restore recover',
  'log logs logging logger output',
  'alert alarm warning notify notification push page',
  'ask question approve review',
  'expensive cost price costs large',
  'cheap small little',
  'forbidden refused denied rejected never blocked',
  'allowed permitted may approve',
  'twice duplicate double again repeat',
  'money amount euro euros currency price float cents',
  'rounding round decimal',
  'proxy gateway',
  'dry run check diff plan',
  'dev development local',
  'production prod live',
  'version tag semver release',
  'temporary temp tmp',
  'format formatter lint linter style',
  'queue messages backlog',
  'cache cached',
  'regex regexp regular expression pattern backtracking',
  'vector svg',
  'protobuf protocol buffers proto',
  'recorder history',
  'language english german locale translation i18n',
  'model models llm ollama',
  'context compaction summarised summary',
  'jdk java jvm',
  'spreadsheet excel csv',
  'archive archived archiving',
  'animation motion',
  'emoji unicode',
  'proof evidence',
  'criterion criteria isc acceptance',
  'lock locked held holder',
  'branch branches',
  'friday weekend christmas december holiday',
  'rollout canary gradual staged',
  'ip address port listen listens',
  'power electricity voltage battery supply',
  'outage incident down unreachable',
  'job cron schedule nightly',
  'socket websocket',
  'sample fixture seed fake',
  'sure proof signature verify',
  'expert knows owner who',
];

const RELATED: ReadonlyMap<string, ReadonlySet<string>> = (() => {
  const related = new Map<string, Set<string>>();
  for (const group of GROUPS) {
    const stems = [...new Set(group.split(' ').map(stemOf))];
    for (const stem of stems) {
      const known = related.get(stem) ?? new Set<string>();
      for (const other of stems) if (other !== stem) known.add(other);
      related.set(stem, known);
    }
  }
  return related;
})();

const NONE: ReadonlySet<string> = new Set();

/** Stems that are near the meaning of `stem`, without itself. */
export const relatedTo = (stem: string): ReadonlySet<string> => RELATED.get(stem) ?? NONE;
