// The answers of the listener: JSON for success, application/problem+json (RFC 9457) for everything else, which also carries `error`,
// `message` and `timestamp` for senders that look there. No answer has a stack, a path, SQL or a secret in it.

export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'Request timeout',
  409: 'Conflict',
  413: 'Content too large',
  415: 'Unsupported media type',
  421: 'Misdirected request',
  422: 'Unprocessable content',
  429: 'Too many requests',
  431: 'Request header fields too large',
  500: 'Internal error',
  503: 'Service unavailable',
  507: 'Insufficient storage',
}

export function success(status: number, value: unknown): Answer {
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    body: JSON.stringify(value),
  }
}

export function problem(
  status: number,
  message: string,
  options: {
    readonly details?: readonly { readonly field: string; readonly message: string; readonly code: string }[]
    readonly headers?: Readonly<Record<string, string>>
    readonly at?: string
  } = {},
): Answer {
  const title = TITLES[status] ?? 'Error'
  return {
    status,
    headers: {
      'Content-Type': 'application/problem+json',
      ...(status === 401 ? { 'WWW-Authenticate': 'Bearer realm="webhook"' } : {}),
      ...options.headers,
    },
    body: JSON.stringify({
      type: 'about:blank',
      title,
      status,
      detail: message,
      error: title,
      message,
      ...(options.details === undefined ? {} : { details: options.details }),
      timestamp: options.at ?? new Date().toISOString(),
    }),
  }
}
