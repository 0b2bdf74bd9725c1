/** What each trouble with a sign-in means, for whoever wants to know more. */
export const help = {
  'help.more': 'What this means',
  'help.signIn.title': 'When signing in fails',
  'help.signIn.sub': 'What each message means, and what helps. Nothing here is lost by trying again.',
  'help.popupBlocked':
    'The sign-in opens in a window of its own, so that what you entered stays where it is. Browsers block such windows until you allow them for this address: look for a sign at the end of the address bar. Carrying on in the same tab works just as well.',
  'help.unknownClient':
    'The client ID in the OAuth 2.0 client is not one of an app that Lightspeed knows in this series. R-Series and X-Series apps are registered at different places, and an app of one is unknown to the other. Copy the client ID again from where you registered the app; take no space or line end with it. This is looked up before the window opens, because Lightspeed would only show an error there.',
  'help.invalidScope':
    'Apps are registered for certain scopes, and scopes are renamed or withdrawn now and then. Take the named one off the list, or add it to the app at Lightspeed, then try again.',
  'help.redirectMismatch':
    'Lightspeed sends people back to the redirect URL that is registered with the app, and to no other. If it differs in a single letter, in http for https, or in a slash at the end, the answer goes elsewhere. Compare what is registered with the address shown here. If the browser landed on another page whose address holds “code” and “state”, copy that address whole and paste it: it counts for a minute.',
  'help.denied':
    'Cancel was pressed on Lightspeed’s page, or the employee who signed in may not connect apps. Sign in as the owner or an administrator of the shop. Asking for fewer scopes often helps people to say yes.',
  'help.stateMismatch':
    'Each sign-in carries a secret that only this browser and this attempt know. An answer without it may come from an older tab, from another browser, or from somebody who wants to slip a foreign account in; so it is thrown away. Start again, and finish in the window that opens.',
  'help.codeExpired':
    'After Authorize application, Lightspeed hands out a code that is good for a short time and works once. Reloading the page, going back, or a slow way back uses it up. Where this server’s clock differs much from Lightspeed’s, that is told with it: have the time set by NTP.',
  'help.invalidClient':
    'Access was allowed, and then Lightspeed refused this installation itself: the client secret is not the one of that client ID. Secrets are shown once when an app is registered; if in doubt, make a new one there and enter it here. Connections that share the client all need it.',
  'help.callbackInvalid':
    'X-Series tells with its answer which store signed in, and the client’s secret goes to that store’s host next. What came was no host name of a store, so nothing was sent. Fill in the subdomain of the store, and start again.',
  'help.wrongAccount':
    'A connection stays with its account, because flows remember how far they have read it and tables hold its records. Sign out at Lightspeed first if it picks the wrong account by itself. For a second shop make a second connection. To move this one on purpose, replace its account: flows then read everything once more, and records of both shops may lie in one table. No run of its flows may be going on meanwhile.',
  'help.missingScope.title': 'Authorized, but permissions are missing',
  'help.missingScope':
    'Lightspeed grants what was asked for and what the employee who signed in may do, whichever is less. What was not granted is listed; flows that need it say so when they run. Somebody with more rights can authorize again, or take the scope off the list.',
  'help.rightMissing':
    'The connection has the scope, but calls act as the employee who authorized, with that employee’s own rights in Lightspeed. Give the employee the right there and try again, or authorize as someone who has it. Nothing has to be set up anew.',
  'help.rejected':
    'Lightspeed refused to renew the sign-in. It does so when access was removed under its integrations, when the employee was locked or deleted, or after 30 days without use; counterflow renews unused sign-ins long before that. Flows wait, and go on where they stopped once somebody authorizes again.',
  'help.lost':
    'Some servers replace a sign-in the moment they renew it, and the old one is dead then. If the answer is lost on the way, or this server or its database fails in that moment, nobody has the new one. Nothing else is wrong: authorize again, and flows go on where they stopped.',
  'help.unavailable':
    'Lightspeed, or the way to it, does not answer. That says nothing about the sign-in, which is kept. It is tried again at growing gaps, up to an hour, and works again by itself; Try now does not wait for the next try.',
} as const;
