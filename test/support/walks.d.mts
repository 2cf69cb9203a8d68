export const WALKS: readonly string[]
