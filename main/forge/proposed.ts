/** Title and body proposed for a pull request: what was asked for, and the commits that do it. No model is asked. */
const TITLE_MAX_CHARS = 72;
const COMMITS_MAX = 50;

export interface Told {
  readonly title: string;
  readonly prompt: string | null;
  readonly commits: readonly { readonly subject: string }[];
}

export const proposePullRequest = ({ title, prompt, commits }: Told): { readonly title: string; readonly body: string } => {
  const [only] = commits;
  const wanted = (commits.length === 1 && only !== undefined ? only.subject : title).trim().replace(/[.\s]+$/, '');
  const characters = [...wanted];
  const short = characters.length <= TITLE_MAX_CHARS ? wanted : `${characters.slice(0, TITLE_MAX_CHARS - 1).join('')}…`;
  const asked = prompt === null || prompt.trim() === '' || prompt.trim() === wanted ? [] : [prompt.trim(), ''];
  const listed = commits.length < 2 ? [] : commits.slice(0, COMMITS_MAX).map(({ subject }) => `- ${subject}`);
  const more = commits.length > COMMITS_MAX ? [`- and ${commits.length - COMMITS_MAX} more`] : [];
  return { title: short, body: [...asked, ...listed, ...more].join('\n').trim() };
};
