/** Gradle's wrapper: assembleDebug, test and lint are the project's own; other tasks and options that load code are not. */
import { type Arg, exact } from '../arg.ts';
import { splitterOf } from '../grammar.ts';
import { outsideNames } from '../naming.ts';
import { type Reader, usage } from '../usage.ts';

const split = splitterOf({
  standing: 'task',
  flags:
    '-q -w -i -d -s -S -a -m --quiet --warn --info --debug --stacktrace --full-stacktrace --dry-run --continue --no-continue --offline --parallel --no-parallel --build-cache --no-build-cache --configuration-cache --no-configuration-cache --daemon --no-daemon --rerun-tasks --no-scan --profile --refresh-dependencies --configure-on-demand --no-configure-on-demand --watch-fs --no-watch-fs --continuous --fail-fast --rerun --no-rebuild',
  maybe: '--console --warning-mode --priority',
  refused: { '--scan': 'option --scan of gradlew publishes what it did' },
  values: { text: '-P -x --project-prop --exclude-task --max-workers --console --warning-mode --tests --priority' },
});

const TASKS: ReadonlySet<string> = new Set(['assembleDebug', 'test', 'lint']);

const readWrapper: Reader = (args) => {
  const inert = args.filter(({ text }) => !INERT_PROPERTY.test(text));
  const { operands, doubts, given } = split(inert, 'gradlew');
  const others = operands.filter((arg) => arg.kind !== 'exact' || !TASKS.has(arg.text));
  const publishes = operands.some(({ text }) => /(^|:)(publish|upload|release)/i.test(text));
  const values = given.flatMap(({ value }) => (value === null ? [] : [value]));
  const outside = outsideNames([...values, ...operands]);
  return usage({
    standing: operands.length > 0 && others.length === 0 ? 'task' : 'plain',
    doubts: [...doubts, ...outside.map((name) => `gradlew is given ${name}, which may lie outside the project`)],
    goals: operands,
    touches: [
      // It must be the project's own, not a link to another's.
      exact('./gradlew'),
      ...args.map((arg: Arg) => exact(arg.text.replace(/^-[^=]*=|^-[a-zA-Z](?=[./])/, ''))),
      ...outside.map(exact),
    ],
    forbidden: publishes ? [{ boundary: 'Bash(gradlew publish:*)', because: 'publishing is for a person to do' }] : [],
  });
};

/** Properties that steer only how Gradle itself works; `-Dorg.gradle.jvmargs` and its like can load code. */
const INERT_PROPERTY = /^-Dorg\.gradle\.(daemon|parallel|caching|console|logging\.level|warning\.mode)=\w+$/;

export const GRADLE: Readonly<Record<string, Reader>> = {
  './gradlew': readWrapper,
  gradlew: asPlain(),
  gradle: asPlain(),
};

function asPlain(): Reader {
  return (args, program) => ({ ...readWrapper(args, program), standing: 'plain' });
}
