/** Times in sentences that the core wrote down in UTC, in the reader's own form. What else stands there stays. */

const form = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export const localTimes = (text: string): string =>
  text.replaceAll(/\b(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}) UTC\b/g, (whole, day: string, time: string) => {
    const at = Date.parse(`${day}T${time}:00Z`);
    return Number.isNaN(at) ? whole : form.format(at);
  });
