import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { auditTypes } from '../../components/audit-resource.tsx';
import { shellRoute } from '../../shell/route.ts';

const day = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/)
  .optional()
  .catch(undefined);

/** The audit log of everything. Days are whole ones in the reader's zone. */
export const auditRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/audit',
  staticData: { crumb: 'nav.audit' },
  validateSearch: z.object({
    q: z.string().optional().catch(undefined),
    who: z.string().max(100).optional().catch(undefined),
    type: z.enum(auditTypes).optional().catch(undefined),
    from: day,
    to: day,
  }),
  component: lazyRouteComponent(() => import('./audit-screen.tsx'), 'AuditScreen'),
});
