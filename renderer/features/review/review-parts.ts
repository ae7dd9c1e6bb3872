/** What other features lend to this one; `app/` hands it in, since a feature does not import another. */
import { createContext, useContext, type ComponentType } from 'react';

export interface ReviewParts {
  /** Draws markdown. */
  readonly Markdown: ComponentType<{ readonly text: string }>;
}

const Plain: ReviewParts['Markdown'] = ({ text }) => text;
const Parts = createContext<ReviewParts>({ Markdown: Plain });
export const ReviewPartsProvider = Parts.Provider;
export const useReviewParts = (): ReviewParts => useContext(Parts);
