// The channels between a window and the core. In a file of their own: the preload bundles them and nothing else of the hosts.
export const CHANNELS = {
  call: 'convio:call',
  callOff: 'convio:call-off',
  change: 'convio:change',
  menu: 'convio:menu',
  takeIn: 'convio:take-in',
  choosePlace: 'convio:choose-place',
  handOver: 'convio:hand-over',
  showPlace: 'convio:show-place',
} as const
