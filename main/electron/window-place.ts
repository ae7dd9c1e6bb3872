/** Where the window stood last time, and whether that place is still on a screen. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from '#contract/zod.ts';
import { log } from '#main/base/log.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const side = z.number().int();
export const WindowPlace = z.object({
  bounds: z.object({ x: side, y: side, width: side.min(1), height: side.min(1) }),
  maximized: z.boolean(),
});
export type WindowPlace = z.infer<typeof WindowPlace>;

export const LEAST_WIDTH = 390;
export const LEAST_HEIGHT = 480;
const usual = { width: 1360, height: 880 };
/** As much of the window as has to be on a screen for the user to get hold of it. */
const GRIP_WIDTH = 120;
const GRIP_HEIGHT = 40;

const isWithinReach = (box: Box, screen: Box): boolean => {
  const width = Math.min(box.x + box.width, screen.x + screen.width) - Math.max(box.x, screen.x);
  // By its upper edge: that is where it is dragged.
  const isTopVisible = box.y >= screen.y && box.y + GRIP_HEIGHT <= screen.y + screen.height;
  return width >= Math.min(GRIP_WIDTH, box.width) && isTopVisible;
};

/**
 * The bounds for a new window: as remembered when that is still within reach on one of the screens, else centred on
 * the first one by leaving out where. Never larger than the screen.
 */
export const boundsOnScreen = (
  remembered: Box | null,
  screens: readonly Box[],
): { readonly x?: number; readonly y?: number; readonly width: number; readonly height: number } => {
  const screen = screens.find((candidate) => remembered !== null && isWithinReach(remembered, candidate));
  const room = screen ?? screens[0] ?? { x: 0, y: 0, ...usual };
  const size = {
    width: Math.max(Math.min(remembered?.width ?? usual.width, room.width), LEAST_WIDTH),
    height: Math.max(Math.min(remembered?.height ?? usual.height, room.height), LEAST_HEIGHT),
  };
  return screen === undefined || remembered === null ? size : { x: remembered.x, y: remembered.y, ...size };
};

/** Null when nothing usable is remembered. */
export const readPlace = (file: string): WindowPlace | null => {
  try {
    return WindowPlace.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // The first start, or a file that somebody edited: the usual place will do.
    return null;
  }
};

/** A place that cannot be written is not worth a word to the user. */
export const writePlace = (file: string, place: WindowPlace): void => {
  try {
    writeFileSync(`${file}.new`, JSON.stringify(place));
    renameSync(`${file}.new`, file);
  } catch (error) {
    log.warning('window place', { error });
  }
};
