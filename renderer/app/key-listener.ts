/** The one listener for keys. What a press means is decided by plain functions; this only asks and runs. */
import { bindingsNow, type Binding } from '#renderer/state/commands.ts';
import { matches, parseChord, type Press } from '#renderer/state/keymap.ts';
import { isDesktop, isMac } from '#renderer/state/platform.ts';
import { routeNow } from '#renderer/state/route.ts';
import { holds, type Facts } from '#renderer/state/when.ts';

const chords = new Map<string, ReturnType<typeof parseChord>>();
const chordOf = (text: string): ReturnType<typeof parseChord> => {
  const known = chords.get(text);
  if (known !== undefined) return known;
  const chord = parseChord(text);
  chords.set(text, chord);
  return chord;
};

/** Keys that type or move within a field are left to it, unless the clause asks for fields. */
const typesText = (text: string): boolean => {
  const chord = chordOf(text);
  return chord !== null && !chord.mod && !chord.ctrl && !(chord.alt && chord.key.length > 1) && chord.key !== 'Escape';
};

/** The bindings that a press may mean here, in order of precedence. Own keys come before defaults. */
export const bindingsFor = (bindings: readonly Binding[], press: Press, facts: Facts, mac: boolean): readonly Binding[] => {
  const hit = ({ keys, when }: Binding): boolean =>
    keys.some((text) => {
      const chord = chordOf(text);
      if (chord === null || !matches(chord, press, mac) || !holds(when, facts)) return false;
      const bare = typesText(text);
      if (bare && facts['field'] === true && !/\bfield\b/.test(when)) return false;
      return !(facts['dialog'] === true && (bare || chord.key === 'Escape') && !/\bdialog\b/.test(when));
    });
  return bindings.filter(hit).toSorted((a, b) => Number(b.own) - Number(a.own));
};

/** The editor takes its letters in an element of no kind that is made for it; only its role says so. */
const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input:not([type=checkbox]):not([type=radio]), textarea, select, [role=textbox]'));

/** A card's own buttons keep Enter and Space; so does everything that is pressed by them. */
const isPressable = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('button, a[href], summary, [role=radio], [role=switch], [role=menuitem], [role=option]');

export const factsNow = (target: EventTarget | null): Facts => {
  const { screen } = routeNow();
  const inside = target instanceof Element ? target : null;
  return {
    screen,
    [screen]: true,
    field: isField(target),
    pressable: isPressable(target),
    // A message at the edge is a dialog to screen readers, but it takes no keys.
    dialog: document.querySelector(':is([role=dialog],[role=alertdialog],[role=menu]):not([data-toasts] *)') !== null,
    card: (inside?.closest('[data-card]') ?? null) !== null,
    review: (inside?.closest('[data-review]') ?? null) !== null,
    diff: (inside?.closest('[data-diff]') ?? null) !== null,
    editor: (inside?.closest('.monaco-editor') ?? null) !== null,
    terminal: (inside?.closest('[data-terminal]') ?? null) !== null,
    desktop: isDesktop,
    mac: isMac,
  };
};

export const listenToKeys = (): void => {
  window.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    for (const binding of bindingsFor(bindingsNow(), event, factsNow(event.target), isMac)) {
      const result = binding.command.run();
      if (result === false) continue;
      event.preventDefault();
      return;
    }
  });
};
