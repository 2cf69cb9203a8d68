/**
 * The specs that take long: every screen and box twice through axe, every window size, and whole ways through the application with files and
 * waiting. Together they take as long as all others, so they are a command of their own (`npm run test:walks`), and a step of its own in CI.
 */
export const WALKS = [
  'accessibility',
  'layout',
  'first-run',
  'import',
  'export',
  'watched-folder',
  'appointments',
  'agents',
  'routing',
  'outside',
  'many',
]
