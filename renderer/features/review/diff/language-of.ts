/** The grammar for a file, by its name. */

/** Endings and whole names that the grammars do not know as their own names. */
const others: Readonly<Record<string, string>> = {
  bash: 'bash',
  bashrc: 'bash',
  bazel: 'python',
  cc: 'cpp',
  cjs: 'javascript',
  cts: 'typescript',
  cxx: 'cpp',
  dockerfile: 'docker',
  gemfile: 'ruby',
  gradle: 'groovy',
  h: 'c',
  hh: 'cpp',
  hpp: 'cpp',
  htm: 'html',
  jsonl: 'json',
  kts: 'kotlin',
  lock: 'yaml',
  makefile: 'make',
  mjs: 'javascript',
  mk: 'make',
  mm: 'objective-cpp',
  mts: 'typescript',
  patch: 'diff',
  pl: 'perl',
  podfile: 'ruby',
  psm1: 'powershell',
  pyi: 'python',
  rake: 'ruby',
  rakefile: 'ruby',
  svg: 'xml',
  tf: 'terraform',
  tfvars: 'terraform',
  webmanifest: 'json',
  xsd: 'xml',
  zshrc: 'zsh',
};

/** The name of a grammar, or an ending that may be one. Empty when there is nothing to go by. */
export const languageOf = (path: string): string => {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const whole = others[name.replace(/^\./, '')];
  if (whole !== undefined) return whole;
  const ending = name.includes('.') ? name.slice(name.lastIndexOf('.') + 1) : '';
  return others[ending] ?? ending;
};
