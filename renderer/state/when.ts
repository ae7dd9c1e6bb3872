/**
 * When-clauses: under which circumstances a key is in force. `board && !field`, `screen == thread || triage`.
 * Names are facts that are true or false, or words that can be compared. `&&` binds stronger than `||`; there are brackets.
 */
export type Facts = Readonly<Record<string, boolean | string>>;
type Test = (facts: Facts) => boolean;

const TOKEN = /\s*(&&|\|\||==|!=|!|\(|\)|'[^']*'|[A-Za-z][\w.-]*)/y;

const tokensOf = (clause: string): readonly string[] | null => {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < clause.trimEnd().length) {
    const match = TOKEN.exec(clause);
    if (match?.[1] === undefined) return null;
    tokens.push(match[1]);
  }
  return tokens;
};

const isName = (token: string | undefined): token is string => token !== undefined && /^['A-Za-z]/.test(token);

class Parser {
  #position = 0;
  readonly #tokens: readonly string[];
  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }
  get atEnd(): boolean {
    return this.#position === this.#tokens.length;
  }
  #take(token: string): boolean {
    if (this.#tokens[this.#position] !== token) return false;
    this.#position += 1;
    return true;
  }
  either(): Test | null {
    let left = this.#both();
    while (left !== null && this.#take('||')) {
      const a: Test = left;
      const b = this.#both();
      left = b === null ? null : (facts) => a(facts) || b(facts);
    }
    return left;
  }
  #both(): Test | null {
    let left = this.#one();
    while (left !== null && this.#take('&&')) {
      const a: Test = left;
      const b = this.#one();
      left = b === null ? null : (facts) => a(facts) && b(facts);
    }
    return left;
  }
  #one(): Test | null {
    if (this.#take('!')) {
      const inner = this.#one();
      return inner === null ? null : (facts) => !inner(facts);
    }
    if (this.#take('(')) {
      const inner = this.either();
      return this.#take(')') ? inner : null;
    }
    const name = this.#tokens[this.#position];
    if (!isName(name)) return null;
    this.#position += 1;
    const same = this.#take('==');
    if (!same && !this.#take('!=')) return (facts) => Boolean(facts[name]);
    const word = this.#tokens[this.#position];
    if (!isName(word)) return null;
    this.#position += 1;
    const value = word.replaceAll("'", '');
    return (facts) => (String(facts[name] ?? '') === value) === same;
  }
}

/** Null when the clause cannot be read. An empty clause always holds. */
export const parseWhen = (clause: string): Test | null => {
  if (clause.trim() === '') return () => true;
  const tokens = tokensOf(clause);
  if (tokens === null) return null;
  const parser = new Parser(tokens);
  const test = parser.either();
  return parser.atEnd ? test : null;
};

const parsed = new Map<string, Test | null>();

/** Whether the clause holds now; one that cannot be read never does. */
export const holds = (clause: string, facts: Facts): boolean => {
  let test = parsed.get(clause);
  if (test === undefined) {
    test = parseWhen(clause);
    parsed.set(clause, test);
  }
  return test?.(facts) ?? false;
};
