import type { Asked } from '../oauth/consent-server.ts';
import { rightNames, scopeWords } from '../r-series/scopes.ts';
import type { Employee } from '../store.ts';
import { xScopeWords } from '../x-series/scopes.ts';
import { escaped, page } from './html.ts';
import { accountLine, face, fullName, type Person, roleWords } from './person.ts';

/** What is asked for in plain words; each scope can be held back, so that a client can be tested with fewer. */
export function consentPage(asked: Asked, { store, employee }: Person, hasOtherStores: boolean): string {
  const words = store.series === 'r' ? scopeWords : xScopeWords;
  const writing = store.series === 'r' ? 'Read and write' : 'Write';
  const rows = asked.scopes.map((scope) => {
    const { text, reads } = words.get(scope) ?? { text: scope, reads: false };
    const kind = reads ? '<span class="kind">Read</span>' : `<span class="kind write">${writing}</span>`;
    const lacks = lacksRight(employee, scope)
      ? `<br>${escaped(employee.firstName)} may not do this, so the application can’t either.`
      : '';
    return `<li><label><input type="checkbox" name="scope" value="${escaped(scope)}" checked><span>${escaped(text)}</span>${kind}<small class="more"><code>${escaped(scope)}</code>${lacks}</small></label></li>`;
  });
  const name = fullName(employee);
  const choose = hasOtherStores
    ? '<button class="plain" name="action" value="stores">Choose another store</button>'
    : '';
  return page(
    'Authorize application',
    `<h1>Allow access to ${escaped(store.name)}?</h1><p class="soft">An application that runs at <b>${escaped(new URL(asked.redirectUri).host)}</b> asks for it.</p>
<div class="who">${face(name)}<span><b>${escaped(name)}</b>, ${roleWords[employee.role].toLowerCase()}<small>${escaped(accountLine(store))}</small></span></div>
<form method="post"><fieldset><legend>It will be able to</legend><ul>${rows.join('')}</ul></fieldset>
<p><small>Untick what you want to hold back. It can never do more than you may do yourself, and you can take the access back at any time.</small></p>
<div class="row"><button class="main" name="action" value="allow">Authorize application</button><button name="action" value="deny">Cancel</button></div>
<div class="row">${choose}<button class="plain" name="action" value="switch">Use another account</button></div></form>`,
  );
}

/** Scopes of R-Series that are rights as well: others can't be told from the rights alone. */
function lacksRight({ rights }: Employee, scope: string): boolean {
  const right = scope.replace(/^employee:/, '');
  return right !== scope && rightNames.includes(right) && !rights.includes(right);
}
