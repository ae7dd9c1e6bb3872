/** How the panel shows changes, where that is a matter of this screen and not of the account: kept on this machine. */

export interface PanelOptions {
  readonly wrap: boolean;
  readonly ignoreSpace: boolean;
  readonly tree: boolean;
  /** Files and hunks that were viewed show only that they were. */
  readonly foldViewed: boolean;
  /** “Asked versus changed” is open. */
  readonly evidence: boolean;
}

const STORED_AS = 'switchyard-changes-panel';
const defaults: PanelOptions = { wrap: false, ignoreSpace: false, tree: true, foldViewed: true, evidence: false };

export const readOptions = (storage: Pick<Storage, 'getItem'>): PanelOptions => {
  try {
    const stored: unknown = JSON.parse(storage.getItem(STORED_AS) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return defaults;
    const flag = (key: keyof PanelOptions): boolean => {
      const value = (stored as Record<string, unknown>)[key];
      return typeof value === 'boolean' ? value : defaults[key];
    };
    return {
      wrap: flag('wrap'),
      ignoreSpace: flag('ignoreSpace'),
      tree: flag('tree'),
      foldViewed: flag('foldViewed'),
      evidence: flag('evidence'),
    };
  } catch {
    return defaults;
  }
};

export const keepOptions = (storage: Pick<Storage, 'setItem'>, options: PanelOptions): void =>
  storage.setItem(STORED_AS, JSON.stringify(options));
