export interface Runtime {
  readonly node: string
  readonly flags: readonly string[]
}
export function prepare(): Promise<Runtime>
export function explain(output: string): string
export function isNewEnough(version: string): boolean
export function runScript(runtime: Runtime, script: string, args: readonly string[]): Promise<void>
