import { TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import type { RedirectUrl } from '../api/installation.ts';
import { text } from '../texts/text.ts';
import { compareAddresses } from './address-check.ts';
import { CopyButton } from './copy-button.tsx';
import { CopyRow, CopyRows } from './copy-row.tsx';
import { LANDING_URL } from './landing-url.ts';
import { Notice } from './notice.tsx';
import classes from './redirect-urls.module.css';
import { Tag } from './tag.tsx';
import { TextButton } from './text-link.tsx';

/** The redirect URLs by region, each with Copy; letter by letter as they are sent. */
export function RedirectUrlRows({ regions }: { regions: readonly RedirectUrl[] }) {
  return (
    <CopyRows>
      {regions.map(({ region, url }, i) => (
        <CopyRow
          key={url}
          label={region?.toUpperCase()}
          value={url}
          breakBefore="/connection/"
          copyLabel={region ? text('redirect.copyRegion', { region: region.toUpperCase() }) : text('redirect.copy')}
          mark={regions.length > 1 && i === 0 && <Tag tone="line">{text('redirect.inUse')}</Tag>}
        />
      ))}
    </CopyRows>
  );
}

/** The landing address with Copy. */
export function LandingUrlRow({ url }: { url: string }) {
  return (
    <CopyRows>
      <CopyRow value={url} breakBefore="/connection/" copyLabel={text('redirect.copyLanding')} />
    </CopyRows>
  );
}

interface RedirectUrlsProps {
  regions: readonly RedirectUrl[];
  /** Lightspeed takes https only; other servers and the sandbox are not as strict. */
  for: 'lightspeed' | 'sandbox' | 'other';
}

/** Redirect URLs with what to do with them, a warning where they can't work, and a comparison with what is registered. */
export function RedirectUrls({ regions, for: provider }: RedirectUrlsProps) {
  const titleId = useId();
  const [comparing, setComparing] = useState(false);
  const [first] = regions;
  const help =
    provider === 'other'
      ? text('redirect.help.other')
      : regions.length > 1
        ? text('redirect.help.regions', { region: first?.region?.toUpperCase() ?? '' })
        : text('redirect.help');
  return (
    <section aria-labelledby={titleId}>
      <div className={classes.head}>
        <h3 id={titleId}>{text('redirect.title')}</h3>
        <TextButton aria-expanded={comparing} onClick={() => setComparing(!comparing)}>
          {text(
            comparing ? 'redirect.compare.hide' : provider === 'other' ? 'redirect.compare.other' : 'redirect.compare',
          )}
        </TextButton>
      </div>
      <p className={classes.help}>{help}</p>
      <RedirectUrlRows regions={regions} />
      {comparing && <CompareRegistered regions={regions} />}
      {provider === 'lightspeed' && first && !first.https && (
        <div className={classes.warning}>
          <Notice tone="warn" title={text('redirect.http.title')}>
            {text('redirect.http.text')}
            <LandingUrlRow url={LANDING_URL} />
          </Notice>
        </div>
      )}
    </section>
  );
}

/** Takes what is registered at the provider and says the first letter that differs. */
export function CompareRegistered({ regions }: { regions: readonly RedirectUrl[] }) {
  const [registered, setRegistered] = useState('');
  const urls = regions.map(({ url }) => url);
  const wanted = closest(registered, urls);
  const difference = registered && wanted ? compareAddresses(registered, wanted) : undefined;
  return (
    <div className={classes.compare}>
      <TextInput
        label={text('redirect.compare.label')}
        value={registered}
        autoFocus
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setRegistered(event.currentTarget.value)}
      />
      <div role="status">
        {difference?.kind === 'same' && <Notice tone="ok">{text('redirect.compare.same')}</Notice>}
        {difference && difference.kind !== 'same' && wanted && (
          <Notice
            tone="bad"
            title={difference.message}
            actions={
              <CopyButton value={wanted} label={text('redirect.compare.copyRight')}>
                {text('redirect.compare.copyRight')}
              </CopyButton>
            }
          >
            <MarkedAddress address={registered} position={difference.position} />
          </Notice>
        )}
      </div>
    </div>
  );
}

function MarkedAddress({ address, position }: { address: string; position: number }) {
  const characters = [...address];
  return (
    <code className={classes.marked}>
      {characters.slice(0, position - 1).join('')}
      <mark>{characters[position - 1] ?? '\u00a0'}</mark>
      {characters.slice(position).join('')}
    </code>
  );
}

/** The own address that shares the longest beginning with the registered one. */
function closest(registered: string, urls: readonly string[]): string | undefined {
  const shared = (url: string) => {
    let length = 0;
    while (length < url.length && url[length] === registered[length]) length += 1;
    return length;
  };
  return urls.toSorted((a, b) => shared(b) - shared(a))[0];
}
