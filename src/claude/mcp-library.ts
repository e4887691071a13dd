/** What is used of the MCP library, apart because it is loaded at a session's first call and built into one file. */
export { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
