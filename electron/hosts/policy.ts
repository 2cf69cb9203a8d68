// The one place for what a page of ours may do, whichever host serves it. Every answer carries these headers.

/**
 * @param styles sources beside our own stylesheets, e.g. a hash; only the host's own small pages need one
 */
export function contentSecurityPolicy(styles: readonly string[] = []): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src ${["'self'", ...styles].join(' ')}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    // No policy may be made at all: nothing in the renderer turns text into markup, script or the address of a script.
    "trusted-types 'none'",
  ].join('; ')
}

const NOTHING = [
  'accelerometer',
  'autoplay',
  'camera',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
]

/** The headers of every answer. */
export function securityHeaders(styles: readonly string[] = []): Readonly<Record<string, string>> {
  return {
    'content-security-policy': contentSecurityPolicy(styles),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': [...NOTHING.map((feature) => `${feature}=()`), 'clipboard-write=(self)'].join(', '),
  }
}
