/** Renders the icons from icons/*.svg with Chromium. Run by hand after a change of the drawings; its results are committed. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { fail, inRoot } from './checkout.ts';
import { chromiumArguments, findChromium } from './find-chromium.ts';

const executablePath = findChromium() ?? fail('There is no Chromium to render with.');
const browser = await chromium.launch({ executablePath, args: chromiumArguments() });
const page = await browser.newPage();

async function render(drawing: string, size: number): Promise<Buffer> {
  const svg = readFileSync(inRoot('icons', `${drawing}.svg`), 'utf8');
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>html,body{margin:0;background:none}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
  return page.screenshot({ omitBackground: true });
}

function write(path: string, bytes: Buffer): void {
  mkdirSync(inRoot(path, '..'), { recursive: true });
  writeFileSync(inRoot(path), bytes);
}

/** Windows' container: a directory of entries, then PNGs. A side of 256 is written as 0. */
function ico(images: readonly { readonly size: number; readonly png: Buffer }[]): Buffer {
  const head = Buffer.alloc(6 + images.length * 16);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(images.length, 4);
  let offset = head.length;
  images.forEach(({ size, png }, index) => {
    const at = 6 + index * 16;
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  });
  return Buffer.concat([head, ...images.map(({ png }) => png)]);
}

/** macOS' container: named chunks, each with its length, which counts name and length. */
function icns(images: readonly { readonly name: string; readonly png: Buffer }[]): Buffer {
  const chunk = (name: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.write(name, 'ascii');
    head.writeUInt32BE(body.length + 8, 4);
    return Buffer.concat([head, body]);
  };
  return chunk('icns', Buffer.concat(images.map(({ name, png }) => chunk(name, png))));
}

const app = new Map<number, Buffer>();
for (const size of [16, 24, 32, 48, 64, 128, 256, 512, 1024]) app.set(size, await render('app', size));
const appPng = (size: number): Buffer => app.get(size) ?? fail(`No icon of ${size} pixels was rendered.`);

for (const size of [16, 24, 32, 48, 64, 128, 256, 512]) write(`icons/png/${size}x${size}.png`, appPng(size));
write('icons/icon.ico', ico([16, 24, 32, 48, 64, 256].map((size) => ({ size, png: appPng(size) }))));
const appleNames = { ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256, ic14: 512, ic09: 512, ic10: 1024 };
write('icons/icon.icns', icns(Object.entries(appleNames).map(([name, size]) => ({ name, png: appPng(size) }))));

write('renderer/public/icons/tray/tray.png', await render('mark', 22));
write('renderer/public/icons/tray/tray@2x.png', await render('mark', 44));
// macOS colours template images itself, by their name.
write('renderer/public/icons/tray/trayTemplate.png', await render('tray', 18));
write('renderer/public/icons/tray/trayTemplate@2x.png', await render('tray', 36));

write('renderer/public/icons/app-192.png', await render('app', 192));
write('renderer/public/icons/app-512.png', appPng(512));
write('renderer/public/icons/app-maskable-512.png', await render('app-maskable', 512));
write('renderer/public/icons/apple-touch-icon.png', await render('app-maskable', 180));
await browser.close();
