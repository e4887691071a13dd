/** A question before something that cannot be taken back; only y does it. */
import { innerSize, type Rect } from './layout.ts';
import { Pane } from './Pane.tsx';

export const Confirm = ({ rect, question }: { readonly rect: Rect; readonly question: string }) => (
  <Pane
    rect={rect}
    isFocused
    content={{
      title: 'Are you sure? y yes · n no',
      tone: 'warn',
      lines: [{ spans: [{ text: question, cells: innerSize(rect).cols, tone: 'strong' }] }],
    }}
  />
);
