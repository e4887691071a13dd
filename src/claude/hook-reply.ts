/**
 * The answers that Claude Code understands, one builder each. Reasons given to a refused call reach the model as the
 * tool's error, so they are written for it.
 */
export type HookReply = Readonly<Record<string, unknown>>;

/** Nothing to say: the event takes its course. Not an answer to give at the gate. */
export const noReply: HookReply = {};

/** PreToolUse: run it without asking. Deny and ask rules of the settings still hold. */
export const allowTool = (because: string): HookReply => decideTool('allow', because);
/** PreToolUse: do not run it; the model reads `because`. */
export const denyTool = (because: string): HookReply => decideTool('deny', because);
/** PreToolUse: put it to a human. Claude Code draws its dialog and fires PermissionRequest. */
export const askTool = (because: string): HookReply => decideTool('ask', because);

/** PermissionRequest: the human approved; closes the dialog in the pane. */
export const grantPermission: HookReply = {
  hookSpecificOutput: { hookEventName: 'PermissionRequest', decision: { behavior: 'allow' } },
};
/** PermissionRequest: the human approved another input than the worker's. */
export const grantEdited = (updatedInput: unknown): HookReply => ({
  hookSpecificOutput: { hookEventName: 'PermissionRequest', decision: { behavior: 'allow', updatedInput } },
});
/** PermissionRequest: the human refused; the model reads `message`. */
export const refusePermission = (message: string): HookReply => ({
  hookSpecificOutput: { hookEventName: 'PermissionRequest', decision: { behavior: 'deny', message } },
});

/** PreModelSwitch: change the model, without the pane's own question about cost. */
export const allowModel: HookReply = {
  hookSpecificOutput: { hookEventName: 'PreModelSwitch', permissionDecision: 'allow' },
};
/** PreModelSwitch: keep the model; `because` is shown in the pane. */
export const denyModel = (because: string): HookReply => ({
  hookSpecificOutput: {
    hookEventName: 'PreModelSwitch',
    permissionDecision: 'deny',
    permissionDecisionReason: because,
  },
});

/** Text that the model sees from here on. */
export const addContext = (
  event: 'SessionStart' | 'UserPromptSubmit' | 'PostToolUse' | 'PostToolUseFailure',
  additionalContext: string,
): HookReply => ({ hookSpecificOutput: { hookEventName: event, additionalContext } });

/** PreToolUse: the same decision, and text that the model sees with the call's result. */
export const alsoSay = (reply: HookReply, additionalContext: string | null): HookReply => {
  const { hookSpecificOutput: output } = reply;
  return additionalContext === null || typeof output !== 'object'
    ? reply
    : { ...reply, hookSpecificOutput: { ...output, additionalContext } };
};

/** UserPromptSubmit: the prompt is dropped, `reason` is shown in the pane only. */
export const blockPrompt = (reason: string): HookReply => ({ decision: 'block', reason });
/** Any event with a reply: the turn ends here, without another request to the model. `reason` is shown in the pane only. */
export const endTurn = (reason: string): HookReply => ({ continue: false, stopReason: reason });
/** Stop: the turn goes on with `reason` as what to do; Claude Code allows this eight times in a row. */
export const keepWorking = (reason: string): HookReply => ({ decision: 'block', reason });

const decideTool = (permissionDecision: 'allow' | 'deny' | 'ask', permissionDecisionReason: string): HookReply => ({
  hookSpecificOutput: { hookEventName: 'PreToolUse', permissionDecision, permissionDecisionReason },
});
