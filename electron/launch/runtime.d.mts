export function whyNoDisplay(
  platform?: NodeJS.Platform,
  env?: Readonly<Record<string, string | undefined>>,
): string | undefined
export function findRuntime(
  env?: Readonly<Record<string, string | undefined>>,
  platform?: NodeJS.Platform,
): string | undefined
export function readSandbox(
  file: string,
  platform?: NodeJS.Platform,
  uid?: number,
): { flags: string[]; reason?: string; advice?: string }
