/** POLICIES.md of a new workspace: sensible for most projects, short enough to be read, and meant to be edited. */
export const policiesMd = `# Policies

Every tool call of every worker is judged by these rules. Boundaries win over questions, questions over permissions, and
what no rule names is asked. A bullet holds rules in code spans, in Claude Code's own syntax; then, if you like, where
they hold (\`in locked\`: only in the project whose lock the worker holds; \`in apps/*\`: in those projects); then a dash
and the reason. Bullets without a rule are notes for people. \`gaffer policy explain\` shows how a call is judged.

## Pre-approved

- \`Read(**)\`, \`Glob\`, \`Grep\` - workers may look at everything in the workspace that is not a secret
- \`Edit(**)\`, \`Write(**)\` in locked - whoever holds the lock changes the project
- \`Bash(git status:*)\`, \`Bash(git diff:*)\`, \`Bash(git log:*)\`, \`Bash(git add:*)\`, \`Bash(git commit:*)\` in locked - each project has its own history
- \`Bash(npm test:*)\`, \`Bash(npm run build:*)\`, \`Bash(npm run lint:*)\`, \`Bash(node --test:*)\` in locked - the project's own checks
- \`Bash(./gradlew test:*)\`, \`Bash(./gradlew lint:*)\`, \`Bash(./gradlew assembleDebug:*)\` in locked - the same for Android
- \`Bash(cargo test:*)\`, \`Bash(go test:*)\`, \`Bash(pytest:*)\`, \`Bash(make test:*)\` in locked - and for other languages
- \`Bash(date)\`, \`Bash(date +*)\`, \`Bash(which:*)\`, \`Bash(uname:*)\`, \`Bash(sleep:*)\`, \`Bash(node --version)\`, \`Bash(npm --version)\` - they tell something, and change nothing
- \`mcp__gaffer__*\`, \`ToolSearch\`, \`Agent\`, \`Skill\` - the workers' own tools; what a subagent or a skill does passes the same gate
- \`TodoWrite\`, \`TaskCreate\`, \`TaskUpdate\`, \`TaskList\`, \`TaskGet\` - the agent's own list of what is to be done
- \`TaskOutput\`, \`TaskStop\`, \`BashOutput\`, \`KillShell\` - its own commands in the background, which were judged when they began
- \`AskUserQuestion\` - it asks you itself

## Boundaries

- \`Bash(sudo:*)\`, \`Bash(su:*)\` - no worker needs another user's rights
- \`Bash(git push --force:*)\`, \`Bash(git push -f:*)\` - published history is not rewritten
- \`Bash(npm publish:*)\`, \`Bash(gh release:*)\`, \`Bash(docker push:*)\` - people publish
- \`Edit(**/.env)\`, \`Edit(**/.env.*)\`, \`Edit(**/*.pem)\`, \`Edit(**/id_rsa*)\` - secrets are not written by workers
- \`Read(~/.ssh/**)\`, \`Edit(~/.ssh/**)\` - keys are nobody's business
- \`Bash(docker system prune:*)\`, \`Bash(docker volume prune:*)\` - other things live there, too

## Ask first

- \`Bash(git push:*)\` - what leaves this machine is looked at once
- \`Bash(npm install:*)\`, \`Bash(npm i:*)\`, \`Bash(npx:*)\` - a new dependency is a decision
- \`Bash(rm -rf:*)\`, \`Bash(git reset --hard:*)\`, \`Bash(git clean:*)\` - work may be lost
- \`Read(**/.env)\`, \`Read(**/.env.*)\`, \`Read(**/*.pem)\`, \`Read(**/id_rsa*)\` - secrets are rarely needed
- \`WebFetch\`, \`WebSearch\` - a page may carry instructions; allow single sites above, by their domain

## Standing decisions

Answers that you gave with "always" are added here.
`;
