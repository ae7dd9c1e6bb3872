/** Why a file of a change deserves attention, by its path and what became of it. Pure. */
import type { Risk } from '#contract/review.ts';
import type { FileChange } from '#contract/review.ts';

const rules: readonly (readonly [risk: Risk, pattern: RegExp])[] = [
  [
    'secrets',
    /(^|\/)(\.env(\.(?!example|sample|template)[^/]*)?|\.netrc|\.npmrc|\.pypirc|id_(rsa|dsa|ecdsa|ed25519)|credentials(\.json)?|secrets?\.(ya?ml|json|toml))$|\.(pem|key|p12|pfx|jks|keystore)$/i,
  ],
  [
    'dependencies',
    /(^|\/)(package\.json|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.(json|lock)|Cargo\.(toml|lock)|go\.(mod|sum)|requirements[^/]*\.txt|Pipfile(\.lock)?|poetry\.lock|uv\.lock|pyproject\.toml|Gemfile(\.lock)?|[^/]+\.gemspec|composer\.(json|lock)|pom\.xml|build\.gradle(\.kts)?|gradle\.lockfile|libs\.versions\.toml|Package\.(swift|resolved)|mix\.(exs|lock)|pubspec\.(yaml|lock)|[^/]+\.csproj|packages\.lock\.json|flake\.(nix|lock)|\.gitmodules)$/,
  ],
  [
    'ci',
    /(^|\/)(\.github\/(workflows|actions)\/|\.circleci\/|\.buildkite\/|\.gitlab-ci[^/]*\.ya?ml$|Jenkinsfile$|azure-pipelines[^/]*\.ya?ml$|\.travis\.yml$|bitbucket-pipelines\.yml$)/,
  ],
  ['migration', /(^|\/)(migrations?|db\/migrate|alembic\/versions|flyway)\/|(^|\/)schema\.(sql|prisma|rb)$/i],
  [
    'generated',
    /(^|\/)(dist|build|out|vendor|third_party|node_modules|__generated__|generated|gen)\/|(\.min\.(js|css)|\.map|\.snap|\.pb\.(go|cc|h)|_pb2\.py|\.generated\.[^/]+|\.g\.(dart|cs))$|(^|\/)(package-lock\.json|yarn\.lock|pnpm-lock\.yaml|Cargo\.lock|go\.sum|poetry\.lock|uv\.lock|composer\.lock|Gemfile\.lock)$/,
  ],
  [
    'tests',
    /(^|\/)(tests?|__tests__|specs?|e2e|testing|fixtures|__mocks__)\/|(^|\/)(test_[^/]+\.py|[^/]+(_test\.(go|py|rb|exs|cc|cpp|dart)|\.(test|spec)\.[cm]?[jt]sx?|_spec\.rb|Tests?\.(java|kt|cs|swift|php)))$/,
  ],
  [
    'configuration',
    /(^|\/)(\.?[^/]+\.config\.[cm]?[jt]s|tsconfig[^/]*\.json|\.?(eslint|prettier|babel|stylelint|oxlint)rc[^/]*|oxlint\.config\.[^/]+|Dockerfile[^/]*|docker-compose[^/]*\.ya?ml|compose\.ya?ml|Makefile|CMakeLists\.txt|nginx\.conf|\.gitattributes|\.gitignore|\.editorconfig|\.tool-versions|\.nvmrc|\.pre-commit-config\.yaml|\.husky\/.*|AGENTS\.md|CLAUDE\.md|switchyard\.json|\.mcp\.json|[^/]+\.(ini|cfg|conf|properties|tf|tfvars))$|(^|\/)(\.vscode|\.idea|\.devcontainer|\.claude|\.codex|k8s|helm|terraform|ansible)\/|(^|\/)config\/[^/]+\.(ya?ml|json|toml)$/,
  ],
  ['documentation', /\.(md|mdx|rst|adoc|txt)$|(^|\/)(docs?|documentation)\/|(^|\/)(README|CHANGELOG|LICENSE|NOTICE)[^/]*$/i],
];

/** In order of attention. Dependencies that are written by hand are no generated files. */
export const risksOf = ({ path, from, kind, binary }: Pick<FileChange, 'path' | 'from' | 'kind' | 'binary'>): readonly Risk[] => {
  const named = rules.filter(([, pattern]) => pattern.test(path) || (from !== null && pattern.test(from))).map(([risk]) => risk);
  // A list of dependencies is no documentation though its name ends with .txt; nor is what agents are told.
  const words =
    named.includes('dependencies') || named.includes('configuration') ? named.filter((risk) => risk !== 'documentation') : named;
  return [...(kind === 'deleted' ? (['deleted'] as const) : []), ...words, ...(binary ? (['binary'] as const) : [])];
};

const weights: Readonly<Record<Risk, number>> = {
  secrets: 9,
  ci: 8,
  migration: 7,
  dependencies: 6,
  deleted: 5,
  configuration: 4,
  binary: 1,
  tests: -1,
  documentation: -2,
  generated: -3,
};

/** How much attention a file deserves; plain source is 0. A generated file counts as that, whatever else it is. */
export const riskWeight = (risks: readonly Risk[]): number => {
  if (risks.includes('generated') && !risks.includes('dependencies')) return weights.generated;
  return risks.length === 0 ? 0 : Math.max(...risks.map((risk) => weights[risk]));
};

const testCommand =
  /(^|[\s;&|(/])(vitest|jest|mocha|ava|pytest|tox|nox|unittest|rspec|phpunit|ctest|tap|playwright|cypress|go\s+(test|vet|build)|cargo\s+(test|check|clippy|build|nextest)|(npm|pnpm|yarn|bun)\s+(run\s+)?(t|test|tests|check|lint|build|typecheck|type-check|e2e|ci)(?=[:\s]|$)\S*|make\s+\S*(test|check|lint|build)|(mvn|gradlew?|\.\/gradlew)\s.*(test|check|verify|build)|dotnet\s+(test|build)|swift\s+(test|build)|mix\s+test|node\s+--test|deno\s+(test|check|lint)|tsc|eslint|oxlint|ruff|mypy|pyright|flake8|rubocop|golangci-lint|prettier\s+--check)(?=$|[\s;&|):])/;

/** Whether a command tells if the change works: tests, a build, a check. */
export const isTestCommand = (command: string): boolean => testCommand.test(command);
