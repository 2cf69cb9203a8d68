// The border of the core: input is checked, the handler runs, and whatever happens comes back as a Reply.
import { contract, type OperationName, type Result } from '../../shared/contract/index.ts'
import { AppError, type Failure, type FieldProblem, type Reply } from '../../shared/contract/reply.ts'
import { TakesLong } from './long-work.ts'
import { inWords } from './storage-words.ts'

export type AnswerOptions = {
  /** Told of every defect (an error that is no AppError). */
  readonly logDefect: (error: unknown) => void
  /** Check outputs against the contract too: in tests. */
  readonly checksOutputs: boolean
}

// biome-ignore lint/suspicious/noExplicitAny: the operation's name decides the type; the schema checks it just below.
type Whatever = any

export function answer(
  name: string,
  input: unknown,
  options: AnswerOptions,
  run: (input: Whatever) => unknown,
): Reply<Whatever> {
  const operation = Object.hasOwn(contract, name) ? contract[name as OperationName] : undefined
  if (operation === undefined)
    return { ok: false, error: { code: 'not_found', message: `There is no operation called "${name}".` } }
  const parsed = operation.input.safeParse(input)
  if (!parsed.success) return { ok: false, error: misfitOf(parsed.error.issues) }
  try {
    const value = run(parsed.data)
    if (options.checksOutputs && operation.kind !== 'task') operation.output.parse(value)
    return { ok: true, value: value as Result<OperationName> }
  } catch (error) {
    if (error instanceof TakesLong) throw error
    return { ok: false, error: failureOf(error, options.logDefect) }
  }
}

export function failureOf(error: unknown, logDefect: (error: unknown) => void): Failure {
  const told = inWords(error, 'The data folder')
  if (told instanceof AppError) {
    return {
      code: told.code,
      message: told.message,
      ...(told.details === undefined ? {} : { details: told.details }),
    }
  }
  logDefect(error)
  return {
    code: 'internal',
    message:
      'Something went wrong inside Convio Leads. Nothing was changed; try again, and restart the app if it stays.',
  }
}

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string; readonly code?: string }

function misfitOf(issues: readonly Issue[]): Failure {
  const details: FieldProblem[] = issues.map(({ path, message, code }) => ({
    field: path.map(String).join('.'),
    message,
    code: code ?? 'invalid',
  }))
  const first = details[0]
  const message =
    first === undefined
      ? 'The input does not fit.'
      : first.field === ''
        ? first.message
        : `${first.field}: ${first.message}`
  return { code: 'invalid', message, details }
}
