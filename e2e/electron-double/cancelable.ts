/** The event that Electron gives to listeners who may prevent something. */
export interface Cancelable {
  defaultPrevented: boolean;
  readonly preventDefault: () => void;
}

export const cancelable = <More extends object>(more: More): Cancelable & More => {
  const event = {
    ...more,
    defaultPrevented: false,
    preventDefault: (): void => {
      event.defaultPrevented = true;
    },
  };
  return event;
};
