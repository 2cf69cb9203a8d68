// What crosses a border: always a value, never a rejected promise (Electron keeps only an error's message).
// Inside the core a refusal is thrown as AppError; the border turns it into a Reply.

export const ERROR_CODES = [
  'invalid', // the input does not fit; `details` says which fields
  'not_found',
  'conflict', // it changed meanwhile, or it exists already
  'refused', // a rule of the domain forbids it
  'unavailable', // disk full, read-only, shutting down: try again later
  'internal', // a defect; the log has more
] as const
export type ErrorCode = (typeof ERROR_CODES)[number]

export type FieldProblem = { readonly field: string; readonly message: string; readonly code: string }

export type Failure = {
  readonly code: ErrorCode
  /** A sentence for a person: what is wrong and what to do. */
  readonly message: string
  readonly details?: readonly FieldProblem[]
}

export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: Failure }

export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: readonly FieldProblem[] | undefined
  constructor(code: ErrorCode, message: string, details?: readonly FieldProblem[]) {
    super(message)
    this.name = 'AppError'
    this.code = code
    this.details = details
  }
}
