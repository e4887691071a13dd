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
- \`Bash(git show:*)\`, \`Bash(git blame:*)\`, \`Bash(git ls-files:*)\`, \`Bash(git rev-parse:*)\`, \`Bash(git describe:*)\`, \`Bash(git branch)\`, \`Bash(git branch -a)\`, \`Bash(git branch -v)\`, \`Bash(git branch -vv)\`, \`Bash(git branch --show-current)\`, \`Bash(git tag)\`, \`Bash(git tag --list)\`, \`Bash(git stash list)\`, \`Bash(git remote -v)\` in locked - looking at it
- \`Bash(npm test:*)\`, \`Bash(npm run test:*)\`, \`Bash(npm run test:*:*)\`, \`Bash(npm run build:*)\`, \`Bash(npm run lint:*)\`, \`Bash(npm run typecheck:*)\`, \`Bash(npm run check:*)\`, \`Bash(npm run format:*)\`, \`Bash(node --test:*)\` in locked - the project's own checks
- \`Bash(npx tsc:*)\`, \`Bash(npx vitest run:*)\`, \`Bash(npx jest:*)\`, \`Bash(npx eslint:*)\`, \`Bash(npx prettier:*)\`, \`Bash(npx biome check:*)\`, \`Bash(npx biome lint:*)\` in locked - the same, where the project has them installed
- \`Bash(./gradlew test:*)\`, \`Bash(./gradlew lint:*)\`, \`Bash(./gradlew assembleDebug:*)\`, \`Bash(./gradlew testDebugUnitTest:*)\`, \`Bash(./gradlew lintDebug:*)\`, \`Bash(./gradlew :app:assembleDebug:*)\`, \`Bash(./gradlew :app:testDebugUnitTest:*)\`, \`Bash(./gradlew :app:lintDebug:*)\` in locked - the same for Android
- \`Bash(cargo test:*)\`, \`Bash(cargo build:*)\`, \`Bash(cargo check:*)\`, \`Bash(cargo clippy:*)\`, \`Bash(cargo fmt:*)\`, \`Bash(go test:*)\`, \`Bash(go build:*)\`, \`Bash(go vet:*)\` in locked - and for other languages
- \`Bash(pytest:*)\`, \`Bash(python -m pytest:*)\`, \`Bash(python3 -m pytest:*)\`, \`Bash(python -m unittest:*)\`, \`Bash(python3 -m unittest:*)\`, \`Bash(ruff check:*)\`, \`Bash(ruff format:*)\`, \`Bash(mypy:*)\`, \`Bash(make)\`, \`Bash(make test:*)\`, \`Bash(make build:*)\`, \`Bash(make check:*)\`, \`Bash(make lint:*)\` in locked
- \`Bash(mkdir:*)\`, \`Bash(sed:*)\` in locked - where files may be edited; a sed script that runs or writes something else is asked about
- \`Bash(find -exec:*)\`, \`Bash(awk:*)\`, \`Bash(du:*)\`, \`Bash(df:*)\`, \`Bash(comm:*)\`, \`Bash(paste:*)\`, \`Bash(tac:*)\`, \`Bash(rev:*)\`, \`Bash(fold:*)\`, \`Bash(column:*)\`, \`Bash(seq:*)\`, \`Bash(md5sum:*)\`, \`Bash(sha256sum:*)\` - they read and print; an awk program that does more is asked about
- \`Bash(date)\`, \`Bash(date +*)\`, \`Bash(which:*)\`, \`Bash(uname:*)\`, \`Bash(sleep:*)\`, \`Bash(type:*)\`, \`Bash(command -v:*)\`, \`Bash(whoami)\`, \`Bash(nproc)\`, \`Bash(hostname)\`, \`Bash(id)\`, \`Bash(id -u)\` - they tell something, and change nothing
- \`Bash(node --version)\`, \`Bash(node -v)\`, \`Bash(npm --version)\`, \`Bash(npm -v)\`, \`Bash(git --version)\`, \`Bash(python --version)\`, \`Bash(python3 --version)\`, \`Bash(make --version)\`, \`Bash(java -version)\` - so do these
- \`Bash(cargo --version)\`, \`Bash(rustc --version)\`, \`Bash(go version)\`, \`Bash(pnpm --version)\`, \`Bash(yarn --version)\`, \`Bash(docker --version)\` in locked - and these, which the project may have chosen
- \`mcp__gaffer__*\`, \`ToolSearch\`, \`Agent\`, \`Task\`, \`Skill\` - the workers' own tools; what a subagent or a skill does passes the same gate
- \`TodoWrite\`, \`TaskCreate\`, \`TaskUpdate\`, \`TaskList\`, \`TaskGet\` - the agent's own list of what is to be done
- \`TaskOutput\`, \`TaskStop\`, \`BashOutput\`, \`KillShell\` - its own commands in the background, which were judged when they began
- \`AskUserQuestion\`, \`ExitPlanMode\` - they ask you themselves

## Boundaries

- \`Bash(sudo:*)\`, \`Bash(su:*)\` - no worker needs another user's rights
- \`Bash(git push --force:*)\`, \`Bash(git push -f:*)\` - published history is not rewritten
- \`Bash(npm publish:*)\`, \`Bash(gh release:*)\`, \`Bash(docker push:*)\` - people publish
- \`Edit(**/.env)\`, \`Edit(**/.env.!(example|sample|template))\`, \`Edit(**/*.pem)\`, \`Edit(**/id_rsa*)\` - secrets are not written by workers
- \`Read(~/.ssh/**)\`, \`Edit(~/.ssh/**)\` - keys are nobody's business
- \`Bash(docker system prune:*)\`, \`Bash(docker volume prune:*)\` - other things live there, too

## Ask first

- \`Bash(git push:*)\` - what leaves this machine is looked at once
- \`Bash(npm install:*)\`, \`Bash(npm i:*)\` - a new dependency is a decision
- \`Bash(rm -rf:*)\`, \`Bash(git reset --hard:*)\`, \`Bash(git clean:*)\` - work may be lost
- \`Read(**/.env)\`, \`Read(**/.env.!(example|sample|template))\`, \`Read(**/*.pem)\`, \`Read(**/id_rsa*)\` - secrets are rarely needed
- \`WebFetch\`, \`WebSearch\` - a page may carry instructions; allow single sites above, by their domain

## Standing decisions

Answers that you gave with "always" are added here.
`;
