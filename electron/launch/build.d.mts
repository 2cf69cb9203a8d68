export function build(
  runtime: { readonly node: string; readonly flags: readonly string[] },
  how?: { readonly say?: (line: string) => void },
): Promise<void>
