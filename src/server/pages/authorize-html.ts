import type { AuthorizePage } from '../../connections/authorize.ts';
import type { AuthorizationAttemptRow } from '../../store/authorization-attempts.ts';
import { escaped, page } from './page.ts';

/** What a person who may have no account here is asked, before they go to sign in. */
export function askPage(asked: AuthorizePage): string {
  const { attempt, askedBy, connectionName, home, label, scopes, side } = asked;
  if (attempt.status !== 'waiting') return overPage(attempt);
  const who = askedBy ?? 'The owner of this page';
  const rows = scopes.map(
    ({ title, access }) =>
      `<li><span>${escaped(title)}</span><span class="tag">${access === 'read' ? 'read' : 'read and write'}</span></li>`,
  );
  const rights =
    rows.length > 0
      ? `<p>With your yes, the connection "${escaped(connectionName)}" of counterflow at <b>${escaped(new URL(home).host)}</b> may:</p><ul>${rows.join('')}</ul>`
      : `<p>It is for the connection "${escaped(connectionName)}" of counterflow at <b>${escaped(new URL(home).host)}</b>.</p>`;
  const ends = attempt.isLink
    ? `<p class="small">This link works once, until ${escaped(dayOf(attempt.expiresAt))}. If you did not expect it, close this page: nothing happens.</p>`
    : '';
  return page(
    'Allow access',
    `<h1>${escaped(who)} asks for access to your account</h1>
<p>${escaped(label)}</p>
${rights}
<p>You sign in at ${side} itself, and your password stays there. You can take the access back there at any time.</p>
<form method="post"><button type="submit">Continue to sign in</button></form>${ends}`,
  );
}

/** A link that is over: what became of it. */
function overPage({ status, code }: AuthorizationAttemptRow): string {
  const [title, said] =
    code === 'oauth_timed_out'
      ? ['This link has ended', 'It was good for a limited time. Ask for a new one.']
      : code === 'oauth_cancelled'
        ? ['This link was withdrawn', 'Whoever sent it took it back. Nothing was changed.']
        : status === 'failed'
          ? ['This link has been used', 'It did not lead to a connection. Each link works once. Ask for a new one.']
          : ['This link has been used', 'Each link works once. Access was given already; there is nothing left to do.'];
  return page(title, `<h1>${title}</h1><p>${said}</p>`);
}

/** An answer or address that nothing can be done with. `again` leads to where a new attempt starts. */
export function refusedPage(refused: { title: string; text: string; again: string | undefined }): string {
  const again = refused.again ? `<a class="button" href="${escaped(refused.again)}">Start again</a>` : '';
  return page(refused.title, `<h1 class="bad">${escaped(refused.title)}</h1><p>${escaped(refused.text)}</p>${again}`);
}

/** What the panel is told, and where a sign-in that took its tab leads back to. */
export interface Result {
  attempt: AuthorizationAttemptRow;
  connectionId: string;
  connectionName: string;
  askedBy: string | undefined;
}

/** How an attempt ended, for the person in the sign-in window. */
export function resultPage(result: Result, nonce: string): string {
  const { attempt } = result;
  const [tone, title, said] = resultWords(result);
  // Whoever came by a link has no account here: nothing leads them into the app.
  const close = attempt.isLink ? '' : '<button id="close" type="button">Close</button>';
  const script = resultScript({
    attemptId: attempt.id,
    connectionId: result.connectionId,
    status: attempt.status,
  });
  return page(
    title,
    `<h1 class="${tone}">${title}</h1><p>${escaped(said)}</p>${close}<script nonce="${nonce}">${script}</script>`,
  );
}

function resultWords({ attempt, connectionName, askedBy }: Result): [tone: 'ok' | 'bad', title: string, said: string] {
  const account = attempt.accountName ? ` to ${attempt.accountName}` : '';
  if (attempt.status === 'done') {
    return ['ok', 'Connected', `"${connectionName}" is connected${account}. You can close this window.`];
  }
  if (attempt.status === 'confirm') {
    const who = askedBy ?? 'Whoever sent you this link';
    return ['ok', 'Almost done', `The sign-in${account} worked. ${who} confirms it next. You can close this window.`];
  }
  const said = attempt.detail ?? 'The attempt has not ended yet.';
  return [
    'bad',
    'Not connected',
    attempt.isLink ? `${said} This link is used up; ask for a new one to try again.` : said,
  ];
}

/**
 * Tells the app's panel how it went. The window closes itself once the panel has seen it, and after a success in any case;
 * a sign-in that took the app's own tab (the app noted it in the tab's storage) leads back to the panel.
 */
function resultScript(result: { attemptId: string; connectionId: string; status: string }): string {
  return `const result = ${JSON.stringify(result)};
const back = '/connections/' + result.connectionId + '/authorize?attempt=' + result.attemptId;
const leave = () => { window.close(); location.href = back; };
if (sessionStorage.getItem('counterflow-same-tab') === result.attemptId) {
  sessionStorage.removeItem('counterflow-same-tab');
  location.replace(back);
}
const channel = new BroadcastChannel('counterflow-authorization');
channel.onmessage = ({ data }) => { if (data.seen === result.attemptId) window.close(); };
channel.postMessage({ attemptId: result.attemptId, status: result.status });
document.getElementById('close')?.addEventListener('click', leave);
if (result.status === 'done') setTimeout(() => window.close(), 1500);`;
}

const dayOf = (time: Date) =>
  new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(time);
