// The one origin that our windows show and that the core listens to.
import { app } from 'electron'
import { originOf } from '../hosts/ipc.ts'

export const SCHEME = 'app'
const OWN = `${SCHEME}://convio`

/** While developing, electron-vite serves the renderer with hot reload and names its address here; a packaged app ignores it. */
const developmentAddress = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL

export const ORIGIN = (developmentAddress && originOf(developmentAddress)) || OWN
export const isDevelopmentServer = ORIGIN !== OWN
