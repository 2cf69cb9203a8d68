// The library that draws comes with the screen and not before it, and is under way while the screen asks for its first answers.
import { lazy } from 'react'

const loading = import('./plot.tsx')

export const Plot = lazy(() => loading.then((module) => ({ default: module.Plot })))
