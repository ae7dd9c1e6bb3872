/**
 * The decision table: for every path, what a command may do there. The most specific rule decides, so that a workspace in
 * a hidden folder is shown and a secret in a shown folder is hidden. Mounts on Linux and the profile on macOS are two
 * renderings of this one table.
 */
import { depth, isBelow, isWithin, parentOf } from './paths.ts';

/** 'fresh' is an empty folder of the sandbox's own that is gone afterwards. */
export type Access = 'hidden' | 'read' | 'write' | 'fresh';

export interface Rule {
  /** Absolute, without links. */
  readonly path: string;
  readonly kind: 'file' | 'folder';
  readonly access: Access;
  /** Where the content really is, when it is shown at another place than its own. */
  readonly source?: string;
}

/** Who wants a rule. Later in this list wins where two speak of the same path. */
const voices = ['base', 'secret', 'tool', 'grant', 'git', 'protection', 'forbidden'] as const;
export type Voice = (typeof voices)[number];

interface Entry {
  readonly rule: Rule;
  readonly voice: number;
}

const DEFAULT_VOICES = voices.indexOf('tool');

export interface RuleTable {
  readonly add: (voice: Voice, rule: Rule) => void;
  /** In mount order: what lies deeper comes later. What changes nothing is left out. */
  readonly rules: () => readonly Rule[];
}

const covering = (rules: readonly Rule[], path: string, strictly: boolean): Rule | null => {
  let best: Rule | null = null;
  for (const rule of rules) {
    if (!(strictly ? isBelow(path, rule.path) : isWithin(path, rule.path))) continue;
    if (best === null || rule.path.length > best.path.length) best = rule;
  }
  return best;
};

/** The rule around a path, by way of its parents. */
const nearest = (rules: ReadonlyMap<string, Rule>, path: string): Rule | null => {
  for (let at = path; at !== '/';) {
    at = parentOf(at);
    const rule = rules.get(at);
    if (rule !== undefined) return rule;
  }
  return null;
};

const showsOwnPlace = (rule: Rule): boolean => rule.source === undefined || rule.source === rule.path;

/** Whether a rule says what the one around it says already. */
const isRedundant = (rule: Rule, around: Rule | null): boolean => {
  if (around === null) return false;
  if (rule.access === 'hidden') return around.access === 'hidden' || around.access === 'fresh';
  return rule.access === around.access && rule.access !== 'fresh' && showsOwnPlace(rule) && showsOwnPlace(around);
};

export const makeRuleTable = (): RuleTable => {
  const entries = new Map<string, Entry>();
  return {
    add: (voice, rule) => {
      const rank = voices.indexOf(voice);
      const known = entries.get(rule.path);
      if (!known || known.voice <= rank) entries.set(rule.path, { rule, voice: rank });
    },
    rules: () => {
      const forbidden = [...entries.values()].filter(({ voice }) => voice === voices.length - 1);
      const overruled = ({ rule, voice }: Entry): boolean =>
        voice <= DEFAULT_VOICES && voice > 0 && forbidden.some((other) => isBelow(rule.path, other.rule.path));
      const kept = new Map<string, Rule>();
      const sorted = [...entries.values()].filter((entry) => !overruled(entry)).toSorted((a, b) => depth(a.rule.path) - depth(b.rule.path));
      for (const { rule } of sorted) if (!isRedundant(rule, nearest(kept, rule.path))) kept.set(rule.path, rule);
      return [...kept.values()];
    },
  };
};

/** The rule in force at a path; null when no rule speaks of it. */
export const ruleAt = (rules: readonly Rule[], path: string): Rule | null => covering(rules, path, false);

/** The rule in force around the place of a rule. */
export const ruleAround = (rules: readonly Rule[], rule: Rule): Rule | null => covering(rules, rule.path, true);
