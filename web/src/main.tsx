import '@fontsource-variable/inter/index.css';
import '@fontsource-variable/geist-mono/index.css';
import './mantine.css';
import './base.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { onSignedOut } from './api/client.ts';
import { sessionQuery } from './api/session.ts';
import { Announcer } from './components/announcer.tsx';
import { queryClient } from './query-client.ts';
import { router } from './router.tsx';
import { theme, tokens } from './theme.ts';

// A session that has ended while the app was open: back to sign-in, and afterwards to where the person was.
onSignedOut(() => {
  const { pathname, href } = router.state.location;
  if (pathname === '/login' || pathname === '/welcome') return;
  queryClient.removeQueries({ queryKey: sessionQuery().queryKey });
  void router.navigate({ to: '/login', search: { next: href } });
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id "root".');

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={tokens} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Announcer />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
