import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Run } from '../../src/flows/schema.ts';
import type { Store } from '../../src/server/store-schema.ts';
import { signInAtSandbox } from '../support/app-page.ts';
import { pressable, pressForWindow, type SignInWalk, startSignInWalk } from '../support/sign-in-walk.ts';
import { expectFailure, expectTold, namesIn } from '../support/told.ts';
import { authorizedConnection } from '../support/walk.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const attemptDetails = ['Time', 'Attempt', 'HTTP status', 'In their own words'];
let walk: SignInWalk;
let airport: Store;

beforeAll(async () => {
  walk = await startSignInWalk();
  airport = await walk.newStore('Airport');
});

afterAll(() => walk?.close());

describe('before the window opens', () => {
  test('an unknown client ID is named, and leads to the client that holds it', async () => {
    const client = await walk.newClient('Mistyped app', { clientId: 'nobody' });
    const { id } = await walk.newConnection('Mistyped', { iClientId: client.id });
    await walk.onPage(`/connections/${id}/authorize`, async (page) => {
      const window = await pressForWindow(page);
      if (!window.isClosed()) await window.waitForEvent('close');
      await expectFailure(
        page,
        {
          title: 'Lightspeed does not know this client ID',
          text: 'Check that the one in Mistyped app belongs to an app of R-Series v3.',
          buttons: ['Edit client', 'Try again'],
        },
        attemptDetails,
      );
      await page.getByRole('link', { name: 'Edit client' }).click();
      await page.getByRole('textbox', { name: 'Client ID' }).waitFor();
    });
  });

  test('where that is only a guess, the window can be opened all the same', async () => {
    const { id } = await walk.newConnection('Guessed');
    await walk.fault('/auth/oauth/authorize', { kind: 'html', status: 400, times: 2 });
    await walk.onPage(`/connections/${id}/authorize`, async (page) => {
      await pressable(page, 'Sign in and authorize').click();
      await expectTold(page, {
        title: 'Lightspeed does not know this client ID',
        text: 'belongs to an app of R-Series v3',
        buttons: ['Edit client', 'Try again', 'Open Lightspeed anyway'],
      });
      await walk.allow(await pressForWindow(page, 'Open Lightspeed anyway'));
      await page.getByText('Connected to Demo').waitFor();
    });
  });

  test('a refused scope is named, and leads to the scopes', async () => {
    const { id } = await walk.newConnection('Refused scope', {
      scopes: ['employee:reports', 'employee:inventory_read'],
    });
    await walk.fault('/auth/oauth/authorize', { kind: 'html', status: 400, times: 2 });
    await walk.onPage(`/connections/${id}/authorize`, async (page) => {
      await pressable(page, 'Sign in and authorize').click();
      await expectFailure(
        page,
        {
          title: 'Lightspeed refused a scope',
          text: 'employee:reports is not known for this app.',
          buttons: ['Choose scopes', 'Try again'],
        },
        ['Time', 'Attempt', 'HTTP status', 'In full'],
      );
      await page.getByRole('link', { name: 'Choose scopes' }).click();
      await page.getByRole('listbox', { name: 'Selected' }).waitFor();
    });
  });

  test('a blocked window can be opened again, or the sign-in goes on in the tab', async () => {
    const { id } = await walk.newConnection('Blocked');
    await walk.onPage(`/connections/${id}/authorize`, async (page) => {
      await page.evaluate('window.realOpen = window.open; window.open = () => null');
      await pressable(page, 'Sign in and authorize').click();
      await expectTold(page, {
        title: 'Your browser blocked the sign-in window',
        text: `Carry on in this tab; what you entered is saved. Or allow pop-ups for ${new URL(walk.url).host}.`,
        buttons: ['Continue in this tab', 'Try the window again'],
      });
      await page.evaluate('window.open = window.realOpen');
      await walk.allow(await pressForWindow(page, 'Try the window again'));
      await page.getByText('Connected to Demo').waitFor();
    });
  });
});

describe('in the window', () => {
  test('a refusal is named, and leads to asking for less', async () => {
    const { id } = await walk.newConnection('Denied');
    await walk.onPage(`/connections/${id}/authorize`, async (page) => {
      const window = await pressForWindow(page);
      await signInAtSandbox(window, walk.store);
      await pressable(window, 'Cancel').click();
      await expectFailure(
        page,
        {
          title: 'Lightspeed did not give access',
          text: 'Someone chose not to allow it, or the employee may not connect apps. Nothing was changed.',
          buttons: ['Try again', 'Change scopes'],
        },
        ['Time', 'Attempt', 'In their own words'],
      );
      await page.getByRole('link', { name: 'Change scopes' }).click();
      await page.getByRole('listbox', { name: 'Selected' }).waitFor();
    });
  });

  test('no answer for a minute shows the redirect URL to compare, and takes the address that was landed on', async () => {
    const elsewhere = await walk.newStore('Elsewhere');
    const { clientId, clientSecret } = elsewhere;
    const registered = `${walk.url}/connection/oauth2Callback`;
    await walk.sandbox('PATCH', `stores/${elsewhere.id}`, { redirectUris: [registered] });
    const client = await walk.newClient('Other address', { clientId, clientSecret });
    const { id } = await walk.newConnection('Silent', { iClientId: client.id });
    await walk.onPage(
      `/connections/${id}/authorize`,
      async (page) => {
        const window = await pressForWindow(page);
        await walk.allow(window, elsewhere);
        await window.waitForURL((url) => url.href.startsWith(registered));
        await page.clock.fastForward(61_000);
        const notice = await expectTold(page, {
          title: 'No answer from Lightspeed yet',
          text: 'If it showed an error or took you to another page, the redirect URL registered there differs from the one below.',
          buttons: ['Copy redirect URL', 'Compare', 'Paste the address I landed on', 'Start again'],
        });
        await pressable(page, 'Compare').click();
        await notice.getByLabel('Paste the address that is registered').fill(registered);
        await notice.getByText(/Upper and lower case differ/).waitFor();
        await pressable(page, 'Paste the address I landed on').click();
        const landed = window.url().replace('oauth2Callback', 'oauth2callback');
        await notice.getByRole('textbox', { name: 'Address that the browser landed on' }).fill(landed);
        await pressable(page, 'Use this address').click();
        await page.getByText('Connected to Elsewhere').waitFor();
      },
      { clock: true },
    );
  });

  test('an answer that nobody here asked for is thrown away, and says where to start again', async () => {
    const { id } = await walk.newConnection('Forged');
    const { url } = await walk.api.post<{ url: string }>(`/v1/connections/${id}/authorizations`, {});
    const page = await fetch(url, { method: 'POST', redirect: 'manual' });
    const state = new URL(page.headers.get('location') ?? '').searchParams.get('state');
    for (const [given, leadsTo] of [
      ['made-up', '/connections'],
      [state, `/connections/${id}/authorize`],
    ]) {
      await walk.onPage(`/connection/oauth2callback?state=${given}&code=stolen`, async (page) => {
        await page.getByRole('heading', { name: 'This answer does not belong to your request' }).waitFor();
        await page.getByText(/It may come from an older tab or another browser/).waitFor();
        expect(await page.locator('body').innerText()).not.toMatch(/oauth_|stolen/);
        await page.getByRole('link', { name: 'Start again' }).click();
        await page.waitForURL(`${walk.url}${leadsTo}`);
      });
    }
  });
});

describe('after the consent', () => {
  test('a wrong client secret leads to the client that holds it', async () => {
    const client = await walk.newClient('Wrong secret', { clientSecret: 'wrong' });
    const { id } = await walk.newConnection('Wrong', { iClientId: client.id });
    await walk.onPage(`/connections/${id}/authorize`, async (page) => {
      await walk.allow(await pressForWindow(page));
      await expectFailure(
        page,
        {
          title: 'Lightspeed does not accept this client secret',
          text: 'Access was allowed, but the exchange was refused. Copy the secret again into Wrong secret, then authorize once more. After a few wrong tries Lightspeed makes you wait.',
          buttons: ['Edit client', 'Try again'],
        },
        attemptDetails,
      );
      const again = await pressForWindow(page, 'Try again');
      await pressable(again, 'Authorize application').waitFor();
    });
  });

  test('another account is named with both names; it gets a connection of its own, or takes the place on purpose', async () => {
    const shop = await authorizedConnection(walk.api, walk.store, 'Main Street');
    const wrong = {
      title: 'This is a different Lightspeed account',
      text: `Main Street belongs to Demo (${walk.store.accountId}); you signed in to Airport (${airport.accountId}). The old sign-in still works and was kept. Going on would mix two shops’ data.`,
      buttons: ['Sign in as Demo', 'New connection for Airport', 'Replace account…'],
    };
    const flow = await walk.flowOver(shop, 'Changed items', 'Item', 'delta');
    await walk.api.post<Run>(`/v1/flows/${flow.id}/runs`, {});
    await expect
      .poll(() => walk.api.get(`/v1/connections/${shop.id}/flows`), { timeout: 20_000 })
      .toMatchObject({ items: [{ name: 'Changed items', remembersPosition: true }] });
    await walk.onPage(`/connections/${shop.id}/authorize`, async (page) => {
      await walk.allow(await pressForWindow(page), airport);
      await expectFailure(page, wrong, ['Time', 'Attempt', 'In full']);
      const signedIn = await pressForWindow(page, 'New connection for Airport');
      await pressable(signedIn, 'Authorize application').click();
      await page.getByText('Connected to Airport').waitFor();
      await page.getByRole('heading', { name: 'Airport', level: 1 }).waitFor();
      await page.goBack();
      await page.getByText(wrong.title).waitFor();

      await pressable(page, 'Replace account…').click();
      const dialog = page.getByRole('dialog', { name: 'Replace the account of Main Street?' });
      await dialog.getByText('This flow forgets how far changes were read').waitFor();
      expect(await dialog.getByRole('listitem').allTextContents()).toEqual(['Changed itemsFlow']);
      const replace = dialog.getByRole('button', { name: 'Sign in at another account' });
      expect(await replace.isDisabled()).toBe(true);
      await dialog.getByRole('textbox', { name: 'Type Main Street to confirm' }).fill('Main Street');
      const window = (await Promise.all([page.waitForEvent('popup'), replace.click()]))[0];
      await pressable(window, 'Authorize application').click();
      await page.getByText('Connected to Airport').waitFor();
    });
    expect(await walk.api.get(`/v1/connections/${shop.id}`)).toMatchObject({ account: { id: airport.accountId } });
    expect(await walk.api.get(`/v1/connections/${shop.id}/flows`)).toMatchObject({
      items: [{ remembersPosition: false }],
    });
  });

  test('permissions that were held back are named, with the flows that stop', async () => {
    const shop = await walk.newConnection('Held back', { scopes: ['employee:inventory_read', 'employee:reports'] });
    await walk.flowOver(shop, 'Daily sales', 'Sale');
    await walk.onPage(`/connections/${shop.id}/authorize`, async (page) => {
      const window = await pressForWindow(page);
      await signInAtSandbox(window, walk.store);
      await window.locator('input[value="employee:reports"]').uncheck();
      await pressable(window, 'Authorize application').click();
      await expectTold(page, {
        title: 'Authorized, but 1 permission is missing',
        text: 'Not granted: employee:reports. This flow will stop: Daily sales.',
        buttons: ['Authorize again', 'Keep it like this'],
      });
      await pressable(page, 'Keep it like this').click();
      await page.getByText('Online, scopes missing').waitFor();
    });
  });

  test('a provider that does not answer is another try', async () => {
    const { id } = await walk.newConnection('Away');
    await walk.onPage(`/connections/${id}/authorize`, async (page) => {
      const window = await pressForWindow(page);
      await signInAtSandbox(window, walk.store);
      await walk.fault('/auth/oauth/token', { kind: 'status', status: 503, times: 1 });
      await pressable(window, 'Authorize application').click();
      await expectTold(page, {
        title: 'Lightspeed is not answering',
        text: 'Your settings are saved.',
        buttons: ['Try now'],
      });
      await pressable(await pressForWindow(page, 'Try now'), 'Authorize application').click();
      await page.getByText('Connected to Demo').waitFor();
    });
  });

  test('a code that came back too late says how long it is good, and that a clock is off', async () => {
    const { id } = await walk.newConnection('Late');
    await walk.onPage(`/connections/${id}/authorize`, async (page) => {
      const window = await pressForWindow(page);
      await signInAtSandbox(window, walk.store);
      await walk.fault('/auth/oauth/token', { kind: 'delay', delayMs: 3000, times: 1 });
      const checking = async () => {
        await expect
          .poll(() => walk.api.get(`/v1/connections/${id}/authorizations`), { interval: 50, timeout: 10_000 })
          .toMatchObject({ items: [{ phase: 'checking' }] });
        await walk.sandbox('POST', 'clock', { offsetMs: 120_000 });
      };
      // A click is over when the page that it leads to is there.
      await Promise.all([pressable(window, 'Authorize application').click(), checking()]);
      await expectFailure(
        page,
        {
          title: 'The sign-in came back too late',
          text: /Lightspeed’s code is good for 60 seconds and works once\. Start again; you are probably still signed in\. This server’s clock is 1(18|19|20|21|22) s off\./,
          buttons: ['Start again'],
        },
        attemptDetails,
      );
      await pressable(await pressForWindow(page, 'Start again'), 'Authorize application').click();
      await page.getByText('Connected to Demo').waitFor();
    });
  });
});

test('an attempt that was cancelled can be started again', async () => {
  const { id } = await walk.newConnection('Named');
  await walk.onPage(`/connections/${id}/authorize`, async (page) => {
    const window = await pressForWindow(page);
    await window.getByRole('textbox', { name: 'User name' }).waitFor();
    await pressable(page, 'Cancel attempt').click();
    const notice = page.getByRole('alert').filter({ hasText: 'The attempt was cancelled' });
    await notice.waitFor();
    expect(await namesIn(notice)).toEqual(['Start again', 'What this means']);
  });
});
