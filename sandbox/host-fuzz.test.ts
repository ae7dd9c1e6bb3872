import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HostText } from '#contract/policy.ts';
import { matchesHost } from '#contract/host-text.ts';
import { addressToDial, hostRuleText, isInnerAddress, matchingRule, parseHostRule } from './host-rules.ts';

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,6}[a-z0-9])?$/);
const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
const port = fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: null });
const address = fc.oneof(fc.ipV4(), fc.ipV6());
const written = fc.oneof(
  fc.tuple(fc.constantFrom('', '*.'), name, port).map(([star, host, at]) => star + host + (at === null ? '' : `:${at}`)),
  fc.tuple(fc.ipV6(), port).map(([host, at]) => (at === null ? host : `[${host}]:${at}`)),
  fc.string({ maxLength: 30 }),
);

test('what is understood is written back so that it means the same, and what settings take is understood', () => {
  fc.assert(
    fc.property(written, (text) => {
      const rule = parseHostRule(text);
      if (rule !== null) expect(parseHostRule(hostRuleText(rule))).toEqual(rule);
      if (HostText.safeParse(text).success && rule === null) expect(text).toMatch(/:\d*$|:|\.\./);
    }),
    { numRuns: 2_000 },
  );
});

test('a rule lets through itself and, with a star, what lies below; nothing else in any spelling', () => {
  fc.assert(
    fc.property(name, name, port, fc.integer({ min: 1, max: 65_535 }), fc.boolean(), (host, asked, at, to, star) => {
      const rule = { host: (star ? '*.' : '') + host, port: at };
      const right = (at === null || at === to) && (star ? asked.endsWith(`.${host}`) && parseHostRule(asked) !== null : asked === host);
      for (const spelling of [asked, asked.toUpperCase(), `${asked}.`]) {
        const matched = matchingRule([rule], spelling, to) !== null;
        // A name that is an address is never below another name.
        if (matched) expect(right).toBe(true);
        else expect(right && !/^[\d.]+$/.test(asked)).toBe(false);
      }
      if (!/^[\d.]+$/.test(asked)) expect(matchesHost(hostRuleText(rule), `${asked}:${to}`)).toBe(right);
    }),
    { numRuns: 2_000 },
  );
});

test('a name is dialled only when everything it leads to is outside', () => {
  fc.assert(
    fc.property(name, fc.array(address, { maxLength: 4 }), fc.array(address, { maxLength: 2 }), (host, addresses, own) => {
      const dialled = addressToDial(host, { addresses, own });
      if (/^[\d.]+$/.test(host) || host === 'localhost') return;
      const inside = addresses.some((one) => isInnerAddress(one) || own.includes(one));
      expect(dialled).toBe(inside ? null : (addresses[0] ?? null));
    }),
    { numRuns: 2_000 },
  );
});
