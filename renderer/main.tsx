// zod has to be told before the first schema is made, and bundlers order chunks, not imports: so everything else comes in a second step.
import './api/no-eval.ts'
import { returnToLastPlace } from './app/place.ts'
import './ui/styles.css'

returnToLastPlace()

void import('./start.tsx')
