/**
 * The tools server for workers: MCP over HTTP at `/mcp`. Which worker calls is known by its token alone and never by
 * what it says, so one worker cannot claim or log in another's name.
 */
import type { McpServer } from '@modelcontextprotocol/server';
import type { z } from 'zod';
import { describeProblem, type Result } from '../domain/problem.ts';
import type { LoopbackRoute } from './loopback.ts';
import type { SessionKey } from './session-key.ts';

/** A tool as the server holds it: made by `tool`, which keeps the input's type between schema and handler. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly register: (server: McpServer, session: SessionKey) => void;
}

export type ToolHandler<Input> = (session: SessionKey, input: Input) => Promise<Result<string>>;

/** A problem that the handler returns is told to the model as the tool's error. */
export const tool = <Schema extends z.ZodObject>(
  { name, description, input }: ToolDefinition<Schema>,
  handle: ToolHandler<z.infer<Schema>>,
): Tool => ({
  name,
  description,
  register: (server, session) => {
    // Widened, because the library resolves the input's type from concrete schemas only.
    const inputSchema: z.ZodObject = input;
    server.registerTool(name, { description, inputSchema }, async (given) => {
      // The library has checked `given` against the schema; parsing again gives it its type here.
      const outcome = await handle(session, input.parse(given));
      return outcome.ok ? said(outcome.value) : { ...said(describeProblem(outcome.problem)), isError: true };
    });
  },
});

export interface ToolDefinition<Schema extends z.ZodObject> {
  readonly name: string;
  readonly description: string;
  readonly input: Schema;
}

/** The name by which workers see our tools: `mcp__gaffer__claim_project`. */
export const MCP_SERVER_NAME = 'gaffer';

export const mcpRoute = (tools: readonly Tool[], version: string, onFault: (error: Error) => void): LoopbackRoute => ({
  path: '/mcp',
  door: 'tools',
  handle: async (request, session) => {
    // Loaded at the first call: no session asks before it has started, and the fleet's start need not wait for it.
    const { createMcpHandler, McpServer } = await import('./mcp-library.ts');
    const handler = createMcpHandler(
      () => {
        const server = new McpServer({ name: MCP_SERVER_NAME, version });
        for (const { register } of tools) register(server, session);
        return server;
      },
      { onerror: onFault },
    );
    return handler.fetch(request);
  },
});

const said = (text: string) => ({ content: [{ type: 'text' as const, text }] });
