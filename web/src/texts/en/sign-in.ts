/** Sign-in and the first start. */
export const signIn = {
  'login.title': 'Sign in',
  'login.email': 'E-mail',
  'login.password': 'Password',
  'login.submit': 'Sign in',
  'login.failed': 'You are not signed in',
  'login.emailMissing': 'Enter your e-mail address.',
  'login.passwordMissing': 'Enter your password.',
  'login.noAccount': 'No account? Ask whoever runs this installation.',
  'login.setupRequired.title': 'This installation has no owner yet',
  'login.setupRequired.text':
    'Open the set-up link that the server printed when it started. It begins with {url}/welcome?token= and stands in the last line of its output.',
  'password.show': 'Show password',
  'password.hide': 'Hide password',
  'welcome.title': 'Welcome to counterflow',
  'welcome.lead': 'This makes the owner of the installation: the first account, with all rights.',
  'welcome.name': 'Your name',
  'welcome.email': 'E-mail',
  'welcome.email.help': 'You sign in with it. counterflow sends nothing to it unless you set up a mail server.',
  'welcome.password': 'Password',
  'welcome.password.help': 'At least 10 characters. A sentence is easier to remember than a riddle.',
  'welcome.address': 'Public address',
  'welcome.address.help': 'Where browsers and Lightspeed reach this installation. Set by COUNTERFLOW_URL.',
  'welcome.address.http':
    'This address is not https. That is fine on this computer and with the sandbox; Lightspeed itself accepts https addresses only.',
  'welcome.submit': 'Create owner',
  'welcome.failed': 'The owner was not created',
  'welcome.noToken.title': 'The set-up link is incomplete',
  'welcome.noToken.text':
    'Open the whole link that the server printed when it started. It ends with ?token= and a long word.',
  'welcome.done.title': 'This installation is already set up',
  'welcome.done.text': 'Sign in with the account that was made, or ask its owner for one.',
} as const;
