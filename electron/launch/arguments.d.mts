/** What a command line says. A field that was not given is missing; `open` is false after --no-open. */
export interface Options {
  browser?: boolean
  desktop?: boolean
  demo?: boolean
  help?: boolean
  open: boolean
  data?: string
  port?: number
  webhookPort?: number
  leads?: number
  seed?: number
}
export type OptionName =
  | 'browser'
  | 'desktop'
  | 'demo'
  | 'data'
  | 'port'
  | 'webhook-port'
  | 'no-open'
  | 'leads'
  | 'seed'
  | 'help'
export const COMMANDS: Readonly<
  Record<'start' | 'serve' | 'desktop' | 'demo-data' | 'verify', readonly OptionName[]>
>
export function readArguments(
  argv: readonly string[],
  allowed: readonly OptionName[],
  how?: { readonly unknown?: 'refuse' | 'ignore' },
): { options: Options; problem?: undefined } | { options?: undefined; problem: string }
export function readArgumentsOrExit(
  command: string,
  argv: readonly string[],
  allowed: readonly OptionName[],
): Options
export function describeArguments(command: string, allowed: readonly OptionName[]): string
