/** Builds the page: out/renderer, loaded by the desktop app (app://) and by the web server alike. */
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [react(), tailwindcss()],
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    target: 'chrome140',
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // Monaco's chunk is larger than the default limit, and loads only when a file is opened.
    chunkSizeWarningLimit: 6000,
  },
  worker: { format: 'es' },
});
