/** Asked before anything native is loaded: with an older Node that ends the process without a word. */
export const LEAST_NODE = 24;

/** A sentence for the user when this Node is too old; null when it will do. */
export const nodeTooOld = (version: string = process.versions.node): string | null =>
  Number.parseInt(version, 10) >= LEAST_NODE
    ? null
    : `Switchyard needs Node ${LEAST_NODE} or later; this is Node ${version}. Start it with “npm start” in the checkout, which brings its own, or install Node ${LEAST_NODE} from nodejs.org.`;
