/** Where the listener has its API for clients' own programs. */
export const API_PATHS = {
  log: '/conversions/log',
  list: '/conversions',
  funnel: '/conversions/funnel',
  analytics: '/conversions/analytics',
} as const
