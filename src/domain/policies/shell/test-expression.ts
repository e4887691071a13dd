/**
 * `[[ … ]]` on plain words: tests of files read names, comparisons of text read nothing. Anything that the shell may take
 * for arithmetic or a pattern is unclear, for arithmetic can run commands.
 */
import type { TestExpression, Word } from 'unbash';
import type { Act } from '../act.ts';
import { pathFrom } from '../paths.ts';
import { argsOf, type SubstituteIn } from './fields.ts';
import { type Frame, unclear } from './run.ts';
import type { ShellState } from './state.ts';

export const walkTest = (
  test: TestExpression,
  state: ShellState,
  frame: Frame,
  text: string,
  substituteIn: SubstituteIn,
): void => {
  for (const { operator, words } of comparisonsIn(test)) {
    const args = argsOf(words, state, frame, text, substituteIn);
    const [first] = args;
    const isExact = args.every(({ kind }) => kind === 'exact') && args.length === words.length;
    if (!isExact || first === undefined) frame.run.emit(text, [unclear('a test of what is known only when it runs')]);
    else if (words.length === 1 && FILE_TEST.test(operator))
      frame.run.emit(
        text,
        state.cwds.map((cwd): Act => ({ kind: 'read', path: pathFrom(cwd, first.text), how: 'names' })),
      );
    else if (TEXT_TEST.test(operator)) frame.run.emit(text, [compares(state)]);
    else frame.run.emit(text, [unclear(`the test ${operator} may compute`)]);
  }
};

const FILE_TEST = /^-[abcdefghkprsuwxLS]$/;
const TEXT_TEST = /^(==|!=|=|-z|-n)$/;

const compares = ({ cwds }: ShellState): Act => ({
  kind: 'run',
  argv: ['test'],
  cwd: cwds[0] ?? '/',
  standing: 'reading',
  changes: false,
});

interface Comparison {
  readonly operator: string;
  readonly words: readonly Word[];
}

const comparisonsIn = (test: TestExpression): readonly Comparison[] => {
  switch (test.type) {
    case 'TestLogical':
      return test.operands.flatMap(comparisonsIn);
    case 'TestNot':
      return comparisonsIn(test.operand);
    case 'TestGroup':
      return comparisonsIn(test.expression);
    case 'TestUnary':
      return [{ operator: test.operator, words: [test.operand] }];
    case 'TestBinary':
      return [{ operator: test.operator, words: [test.left, test.right] }];
  }
};
