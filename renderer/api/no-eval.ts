// zod builds its parsers with `new Function` where it may, and asks by trying, which the CSP reports as a
// violation each time. It may not here, and is told so.
import { config } from 'zod'

config({ jitless: true })
