import { escaped, page } from './html.ts';
import { fullName, type Person, roleWords } from './person.ts';

/** Name and password; `people` are those of the shops that this application was made with, to try any of them. */
export function signInPage({
  wrong = '',
  login = '',
  people,
}: {
  wrong?: string;
  login?: string;
  people: Person[];
}): string {
  const alert = wrong === '' ? '' : `<p class="wrong" id="wrong" role="alert">${escaped(wrong)}</p>`;
  const told = wrong === '' ? '' : ' aria-invalid="true" aria-describedby="wrong"';
  const [atName, atPassword] = login === '' ? [' autofocus', ''] : ['', ' autofocus'];
  return page(
    'Sign in',
    `<h1>Sign in to your store</h1><p class="soft">An application asks for access to it. User name and password of a sandbox store are shown where it was made.</p>
${alert}<form method="post">
<div class="field"><label for="login">User name</label><input id="login" name="login" autocomplete="username" autocapitalize="none" spellcheck="false" value="${escaped(login)}" required${told}${atName}></div>
<div class="field"><label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" required${told}${atPassword}></div>
<div class="row"><button class="main" name="action" value="signIn">Sign in</button><button name="action" value="deny" formnovalidate>Cancel</button></div></form>${peopleTable(people)}`,
  );
}

function peopleTable(people: Person[]): string {
  if (people.length === 0) return '';
  const rows = people.map(({ employee }) => {
    const role = `${roleWords[employee.role]}${employee.isLocked ? ', locked out' : ''}`;
    const cells = [
      [fullName(employee), role],
      [employee.login, `password: ${employee.password}`],
    ].map(([text = '', more = '']) => `<td>${escaped(text)}<small>${escaped(more)}</small></td>`);
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<details><summary>Who can sign in here?</summary><div class="wide"><table><thead><tr><th scope="col">Name</th><th scope="col">User name</th></tr></thead><tbody>${rows.join('')}</tbody></table></div></details>`;
}
