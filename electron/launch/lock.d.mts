export function withLock<T>(folder: string, work: () => Promise<T>, onWait?: () => void): Promise<T>
export function isStale(folder: string): boolean
