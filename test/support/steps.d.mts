export interface Result {
  passed: number
  failed: number
  skipped: number
}
export function countVitest(report: object | undefined, code: number): Result
export function countPlaywright(report: object | undefined, code: number): Result
export function countListed(report: object | undefined): number
export function addUp(results: readonly Result[]): Result
export function closingLine(result: Result): string
