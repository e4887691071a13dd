/** A question before something that cannot be taken back; only y does it. It is shown whole, however narrow it is. */
import { visible } from '../domain/visible.ts';
import { innerSize, type Rect } from './layout.ts';
import { wrap } from './line.tsx';
import { Pane } from './Pane.tsx';

export const Confirm = ({ rect, question }: { readonly rect: Rect; readonly question: string }) => (
  <Pane
    rect={rect}
    isFocused
    content={{
      title: 'Are you sure? y yes · n no',
      tone: 'warn',
      lines: confirmLines(question, innerSize(rect).cols).map((text) => ({ spans: [{ text, tone: 'strong' }] })),
    }}
  />
);

/** Nobody says yes to half a sentence. */
export const confirmLines = (question: string, cols: number): readonly string[] =>
  wrap(visible(question), Math.max(1, cols));
