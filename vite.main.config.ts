/** Builds the Node side: one file per host in out/main, all of npm inside but what has native code. */
import { existsSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { defineConfig } from 'vite';
import manifest from './package.json' with { type: 'json' };

const entries = {
  serve: 'main/serve.ts',
  cli: 'main/cli/cli.ts',
  electron: 'main/electron/main.ts',
  'pty-process': 'main/pty/pty-process.ts',
  'relay-process': 'main/mcp/relay-process.ts',
  'command-process': 'main/agents/claude/command-process.ts',
};

export default defineConfig({
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    ssr: true,
    outDir: 'out/main',
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      input: Object.fromEntries(Object.entries(entries).filter(([, path]) => existsSync(path))),
      external: [/^electron($|\/)/, /^node:/, ...builtinModules, ...Object.keys(manifest.dependencies)],
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
});
