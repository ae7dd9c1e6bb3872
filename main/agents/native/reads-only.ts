/**
 * Whether a command surely changes nothing, so that several of one step may run at once. Only about order, never about
 * permission: what is in doubt runs by itself. Pure.
 */
const READERS =
  /^(?:cat|head|tail|ls|wc|grep|rg|stat|file|pwd|echo|printf|diff|du|tree|nl|git (?:status|diff|log|show|blame|ls-files|grep))(?=\s|$)/;

export const readsOnly = (command: string): boolean =>
  !/[<>$`(){};\n\\]|(?<!&)&(?!&)|--output|--ext-diff|--pre\b/.test(command) &&
  command.split(/\|\||&&|\|/).every((part) => READERS.test(part.trim()));
