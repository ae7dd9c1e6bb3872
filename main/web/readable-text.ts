/** What a person would read of a page: HTML without its markup. Pure; no attempt at understanding the page. */

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  mdash: '—',
  ndash: '–',
  hellip: '…',
  copy: '©',
  laquo: '«',
  raquo: '»',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  bull: '•',
  middot: '·',
  times: '×',
  rarr: '→',
};

const letter = (code: number): string => (code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '');

const decoded = (text: string): string =>
  text.replaceAll(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,8});/gi, (whole, name: string) => {
    if (name.startsWith('#x') || name.startsWith('#X')) return letter(Number.parseInt(name.slice(2), 16));
    if (name.startsWith('#')) return letter(Number(name.slice(1)));
    return Object.hasOwn(NAMED, name) ? (NAMED[name] ?? whole) : whole;
  });

/** Elements whose content nobody reads. */
const SILENT = ['script', 'style', 'noscript', 'svg', 'template', 'iframe', 'head', 'nav', 'footer', 'form'];
const BLOCKS = /^\/?(p|div|section|article|main|header|ul|ol|table|tr|blockquote|figure|dl|dt|dd|h[1-6]|pre|hr)$/;

/** Without `<name …>…</name>`: found by searching forward, so that a page cannot make it slow. */
const without = (html: string, name: string): string => {
  const lower = html.toLowerCase();
  const kept: string[] = [];
  let from = 0;
  for (;;) {
    const start = lower.indexOf(`<${name}`, from);
    if (start < 0) break;
    const after = lower[start + name.length + 1] ?? '';
    if (/[\w-]/.test(after)) {
      kept.push(html.slice(from, start + 1));
      from = start + 1;
      continue;
    }
    kept.push(html.slice(from, start));
    const end = lower.indexOf(`</${name}`, start);
    if (end < 0) return kept.join('');
    const close = lower.indexOf('>', end);
    from = close < 0 ? html.length : close + 1;
  }
  return kept.join('') + html.slice(from);
};

const markOf = (tag: string): string => {
  const name = /^\/?[a-z][a-z0-9]*/i.exec(tag)?.[0].toLowerCase() ?? '';
  if (name === 'br') return '\n';
  if (name === 'li') return '\n- ';
  const heading = /^h([1-6])$/.exec(name);
  if (heading !== null) return `\n\n${'#'.repeat(Number(heading[1]))} `;
  if (name === 'td' || name === 'th') return ' | ';
  return BLOCKS.test(name) ? '\n\n' : '';
};

const withoutComments = (html: string): string => {
  const pieces = html.split('<!--');
  return pieces.map((piece, index) => (index === 0 ? piece : piece.slice(Math.max(0, piece.indexOf('-->') + 3)))).join('');
};

export const titleOf = (html: string): string =>
  decoded(/<title[^>]{0,200}>([^<]{0,500})/i.exec(html)?.[1] ?? '')
    .replaceAll(/\s+/g, ' ')
    .trim();

export const readableText = (html: string): string => {
  let body = withoutComments(html);
  for (const name of SILENT) body = without(body, name);
  const text = body.replaceAll(/\s+/g, ' ').replaceAll(/<([^<>]{0,5000})>/g, (_whole, tag: string) => markOf(tag));
  return decoded(text)
    .replaceAll(/[ \t]+/g, ' ')
    .replaceAll(/ ?\n ?/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
};
