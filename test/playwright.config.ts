// Browser tests: the application as the browser host serves it, in Chromium.
import { defineConfig } from '@playwright/test'
import { WALKS } from './support/walks.mjs'

// What is tested was built just before (test/run.mjs), so the host's threads start from the bundle, as they do for a user.
process.env.CONVIO_FROM_BUILD = '1'

const areWalks = process.env.CONVIO_WALKS === '1'
const walks = WALKS.map((name) => `${name}.spec.ts`)
const isRoot = process.getuid?.() === 0

export default defineConfig({
  testDir: './e2e',
  ...(areWalks ? { testMatch: walks } : { testIgnore: walks }),
  outputDir: process.env.CONVIO_TEST_RESULTS || '../test-results',
  workers: 2,
  retries: 0,
  // The tests of a file share a host, so a file stays with one worker; the walk through axe has a host for each test.
  fullyParallel: areWalks,
  forbidOnly: Boolean(process.env.CI),
  // Only what hangs takes this long; a busy machine is no failure.
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    // A trace costs every test a third of its time; `--trace retain-on-failure` has one written.
    trace: 'off',
    screenshot: 'only-on-failure',
    // Nobody waits for a box to fade in.
    contextOptions: { reducedMotion: 'reduce' },
    // A browser with a window lets the page in front copy; the one without has to be told.
    permissions: ['clipboard-write'],
    launchOptions: {
      ...(process.env.CONVIO_CHROMIUM ? { executablePath: process.env.CONVIO_CHROMIUM } : {}),
      // The browser talks to nobody but the application under test.
      args: [
        ...(isRoot ? ['--no-sandbox'] : []),
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
