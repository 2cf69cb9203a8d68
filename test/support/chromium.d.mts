export function findChromium(runtime: {
  readonly node: string
}): Promise<{ readonly file: string } | { readonly reason: string }>
