import { describe, expect, it } from 'vitest';
import { createPendingAnswers } from '../../src/compose/pending-answers.ts';
import { decisionId } from '../../src/domain/ids.ts';

const decision = decisionId('D1');
const approved = { answer: 'approve', reason: null } as const;

describe('a held call', () => {
  it('gets the answer that comes later', async () => {
    const pending = createPendingAnswers();
    const answer = pending.hold(decision, new AbortController().signal);
    pending.answer(decision, approved);
    expect(await answer).toEqual(approved);
  });

  it('gets the answer that was quicker than the holding', async () => {
    const pending = createPendingAnswers();
    pending.answer(decision, approved);
    expect(await pending.hold(decision, new AbortController().signal)).toEqual(approved);
  });

  it('gets none once its asker is gone or its decision void', async () => {
    const pending = createPendingAnswers();
    const asker = new AbortController();
    const left = pending.hold(decision, asker.signal);
    asker.abort();
    expect(await left).toBeNull();
    const dropped = pending.hold(decisionId('D2'), new AbortController().signal);
    pending.drop(decisionId('D2'));
    expect(await dropped).toBeNull();
  });

  it('is answered once: what comes after the first answer finds nobody', async () => {
    const pending = createPendingAnswers();
    const answer = pending.hold(decision, new AbortController().signal);
    pending.answer(decision, approved);
    pending.answer(decision, { answer: 'deny', reason: 'too late' });
    expect(await answer).toEqual(approved);
  });
});
