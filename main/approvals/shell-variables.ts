/** Variables that change only how a program talks. Any other may change which program runs or what it does. */

const harmless: ReadonlySet<string> = new Set([
  'CI',
  'COLUMNS',
  'DEBUG',
  'FORCE_COLOR',
  'LANG',
  'LANGUAGE',
  'LINES',
  'NODE_ENV',
  'NO_COLOR',
  'NO_UPDATE_NOTIFIER',
  'PYTHONDONTWRITEBYTECODE',
  'PYTHONUNBUFFERED',
  'RUST_BACKTRACE',
  'RUST_LOG',
  'TERM',
  'TZ',
]);

/** Single lower-case letters and short names in lower case are what people loop with; programs do not listen to them. */
const isLoopName = (name: string): boolean => /^(?:[a-z]|file|name|item|line|dir|pkg|word|count|out|result)$/.test(name);

export const isHarmlessVariable = (name: string): boolean => harmless.has(name) || /^LC_[A-Z]+$/.test(name) || isLoopName(name);
