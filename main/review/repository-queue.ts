/** Commits and landings of one repository after each other: each starts from where the last one ended. */
import { Mailbox } from '#main/base/mailbox.ts';

export type RepositoryQueue = <T>(repository: string, task: () => Promise<T>) => Promise<T>;

export const createRepositoryQueue = (): RepositoryQueue => {
  const mailboxes = new Map<string, Mailbox>();
  return (repository, task) => {
    const mailbox = mailboxes.get(repository) ?? new Mailbox();
    mailboxes.set(repository, mailbox);
    return mailbox.put(task);
  };
};
