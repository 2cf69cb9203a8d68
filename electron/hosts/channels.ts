// The channels between a window and the core. In a file of their own: the preload bundles them and nothing else of the hosts.
export const CHANNELS = { call: 'convio:call', change: 'convio:change', menu: 'convio:menu' } as const
