import { listNotices, readNotices } from '../../notices/notices.ts';
import { noticeList, noticeQuery, readAnswer, readInput } from '../../notices/schema.ts';
import type { App, ServerContext } from '../context.ts';
import { readerOf } from '../guard.ts';
import { refusals } from './parameters.ts';

const tags = ['Notices'];

/** What people are told: everyone reads for himself. */
export function noticeRoutes(app: App, { installation }: ServerContext): void {
  app.get(
    '/v1/notices',
    { schema: { tags, querystring: noticeQuery, response: { 200: noticeList, ...refusals } } },
    (request) => listNotices(installation, readerOf(request), request.query),
  );
  app.post(
    '/v1/notices/read',
    {
      config: { role: 'monitor' },
      schema: { tags, summary: 'Mark notices as read', body: readInput, response: { 200: readAnswer, ...refusals } },
    },
    (request) => readNotices(installation, readerOf(request), request.body),
  );
}
