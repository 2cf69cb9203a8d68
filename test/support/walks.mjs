/**
 * The specs that take long: every screen and box twice through axe, every window size, and whole ways through one part of the application. Together
 * they take longer than all others, so they are a command of their own (`npm run test:walks`), and a step of its own in CI.
 */
export const WALKS = [
  'accessibility',
  'layout',
  'first-run',
  'import',
  'export',
  'watched-folder',
  'appointments',
  'clock-changes',
  'agents',
  'analytics',
  'conversions',
  'lookalikes',
  'routing',
  'workspaces',
  'outside',
  'many',
  'callable',
  'cells',
  'delete',
  'deliveries',
  'editing',
  'figures',
  'merge',
  'webhooks',
  'workbench',
]
