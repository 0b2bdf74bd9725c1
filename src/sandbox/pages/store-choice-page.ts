import { escaped, page } from './html.ts';
import { accountLine, face, fullName, type Person, roleWords } from './person.ts';

/** For a person who works in several stores: which one the application shall reach. */
export function storeChoicePage([first, ...others]: [Person, ...Person[]]): string {
  const stores = [first, ...others].map(
    ({ store, employee }) =>
      `<button class="store" name="store" value="${escaped(store.id)}">${face(store.name)}<span>${escaped(store.name)}<small>${escaped(accountLine(store))}. You are ${roleWords[employee.role].toLowerCase()} here.</small></span></button>`,
  );
  return page(
    'Choose a store',
    `<h1>Which store?</h1><p class="soft">${escaped(fullName(first.employee))} works in ${stores.length} stores. The application gets access to the one you choose.</p>
<form method="post"><input type="hidden" name="action" value="choose">${stores.join('')}</form>
<form method="post"><div class="row"><button name="action" value="deny">Cancel</button><button class="plain" name="action" value="switch">Sign in as somebody else</button></div></form>`,
  );
}
