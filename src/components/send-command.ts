/** Sends the fleet a command, and answers with what became of it. */
import type { HumanCommand } from '../domain/command.ts';
import { describeProblem } from '../domain/problem.ts';
import { answer, type Session } from './session.ts';

/** Sends a command and answers with what became of it; whether it was done. */
export const sendCommand = async (session: Session, command: HumanCommand, done: string): Promise<boolean> => {
  try {
    const result = await session.client.command(command);
    if (result.ok) answer(session, 'good', done);
    else answer(session, 'alarm', describeProblem(result.problem));
    return result.ok;
  } catch (error) {
    answer(
      session,
      'alarm',
      `The supervisor did not answer: ${error instanceof Error ? error.message : String(error)}`,
    );
    return false;
  }
};
