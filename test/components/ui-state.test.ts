import { describe, expect, it } from 'vitest';
import { focusPane, initialUi, settleSelection, stepPane } from '../../src/components/ui-state.ts';
import { decisionId, workerNumber } from '../../src/domain/ids.ts';

const [first, second] = [decisionId('D1'), decisionId('D2')];
const workers = [workerNumber(1), workerNumber(2)];

describe('what is chosen', () => {
  it('is the first worker and the first waiting decision to begin with', () => {
    const ui = settleSelection(initialUi, { workers, waiting: [first, second] }, 5);
    expect(ui).toMatchObject({ worker: 1, decision: { id: first, replacedAt: null } });
  });

  it('stays on a decision that waits, whatever comes before it', () => {
    const ui = settleSelection(initialUi, { workers, waiting: [second] }, 5);
    expect(settleSelection(ui, { workers, waiting: [first, second] }, 6)).toBe(ui);
  });

  it('knows when a decision took the place of another', () => {
    const ui = settleSelection(initialUi, { workers, waiting: [first, second] }, 5);
    expect(settleSelection(ui, { workers, waiting: [second] }, 6).decision).toEqual({ id: second, replacedAt: 6 });
  });

  it('is another worker when the chosen one is gone', () => {
    const ui = settleSelection({ ...initialUi, worker: workerNumber(9) }, { workers, waiting: [] }, 5);
    expect(ui.worker).toBe(1);
  });
});

describe('focus', () => {
  it('goes around all panes and comes back', () => {
    let ui = initialUi;
    const seen = [1, 2, 3, 4, 5].map(() => {
      ui = stepPane(ui, 1);
      return ui.focus;
    });
    expect(seen).toEqual(['decisions', 'preview', 'backlog', 'health', 'workers']);
    expect(stepPane(initialUi, -1).focus).toBe('health');
  });

  it('leaves the lower pane as it was when it goes up to the workers', () => {
    expect(focusPane(focusPane(initialUi, 'backlog'), 'workers').lower).toBe('backlog');
  });
});
