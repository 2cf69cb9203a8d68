export function dependencyStamp(folder: string, platform?: string, arch?: string): string
export function isInstalledByHand(folder: string): boolean
export function sourceStamp(folder: string, places: readonly string[]): string
export function readText(file: string): string
