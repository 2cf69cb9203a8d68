// Unit and core tests: everything but the browser's and the desktop's suites.
import { defineConfig } from 'vitest/config'

// A zone that nobody developed in: 12:45 ahead, its own summer time. A test that passes only in its author's zone fails here.
process.env.TZ = 'Pacific/Chatham'

export default defineConfig({
  test: {
    root: `${import.meta.dirname}/..`,
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/e2e/**', 'test/desktop/**', 'test/bench/**'],
    // Processes, not threads: a native addon, locks on files and worker threads of their own.
    pool: 'forks',
    maxWorkers: 2,
    // Files share the modules of their process: a third of the time of short ones was reading them again. Each leaves nothing behind.
    isolate: false,
    // A guard against hanging, not a measure of speed: the machine may be busy.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
