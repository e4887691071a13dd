/** All scripts within a node (command and process substitutions), found by unbash's own traversal, which knows lazy nodes. */
import { forEachChild, type ParsedScript, type SyntaxNode } from 'unbash';

export const nestedScripts = (node: SyntaxNode): readonly ParsedScript[] => {
  const found: ParsedScript[] = [];
  const visit = (child: SyntaxNode): void => {
    if (child.type === 'Script') found.push(child);
    else forEachChild(child, visit);
  };
  forEachChild(node, visit);
  return found;
};
