import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { followChanges, queryClient } from './api/queries.ts'
import { LastResort } from './app/error-screen.tsx'
import { keepPlace } from './app/place.ts'
import { router } from './app/router.tsx'
import { LiveRegion } from './ui/live-region.tsx'
import { Toasts } from './ui/toasts.tsx'
import { TooltipProvider } from './ui/tooltip.tsx'

const root = document.getElementById('root')
if (!root) throw new Error('index.html lost its #root')

followChanges()
router.subscribe('onResolved', ({ toLocation }) => keepPlace(toLocation.href))

createRoot(root).render(
  <StrictMode>
    <LastResort>
      <CSPProvider disableStyleElements>
        <QueryClientProvider client={queryClient}>
          <TooltipProvider delay={500}>
            <Toasts>
              <RouterProvider router={router} />
              <LiveRegion />
            </Toasts>
          </TooltipProvider>
        </QueryClientProvider>
      </CSPProvider>
    </LastResort>
  </StrictMode>,
)
