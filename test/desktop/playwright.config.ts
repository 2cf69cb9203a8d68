// Desktop tests: the built shell in a real Electron. One at a time, since the single-instance lock is part of what is tested.
import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: '.',
  outputDir: process.env.CONVIO_TEST_RESULTS || '../../test-results',
  workers: 1,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 10_000 },
})
