// What a committed write can touch. A query names the topics it reads; a change names the topics it touched; nothing else connects the two.
export const TOPICS = [
  'leads',
  'contacts',
  'webhooks',
  'providers',
  'deliveries',
  'workspaces',
  'routing',
  'agents',
  'appointments',
  'reminders',
  'conversions',
  'settings',
  'views',
  'history',
  'tasks',
  'listener',
  'watchedFolder',
] as const
export type Topic = (typeof TOPICS)[number]
