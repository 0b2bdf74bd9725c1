import { useState } from 'react';
import type { IClient } from '../../api/iclients.ts';
import type { RedirectUrl } from '../../api/installation.ts';
import { LANDING_URL, needsLanding } from '../../components/landing-url.ts';
import { CompareRegistered, LandingUrlRow, RedirectUrlRows } from '../../components/redirect-urls.tsx';
import { OuterLink, TextButton } from '../../components/text-link.tsx';
import { text } from '../../texts/text.ts';
import classes from './client-guide.module.css';

const lightspeed = 'https://cloud.lightspeedapp.com/';

interface ClientGuideProps {
  regions: readonly RedirectUrl[];
  /** Each series has its own place where apps are registered. */
  provider: IClient['provider'];
  /** The last step differs: the fields are below, or behind the + of the connection's form. */
  at: 'client' | 'connection';
  /** What to register where this installation has no https address; the usual one when left out. */
  landingUrl?: string;
}

/** The five steps from a Lightspeed account to client ID and secret, with Copy at the step that needs it. */
export function ClientGuide({ regions, provider, at, landingUrl = LANDING_URL }: ClientGuideProps) {
  const lands = needsLanding(regions) && landingUrl.trim() !== '';
  const series = provider === 'lightspeed-x' ? 'x' : 'r';
  return (
    <ol className={classes.steps}>
      <li>{series === 'x' ? text('iclient.guide.x.1') : <SignInStep />}</li>
      <li>{text(`iclient.guide.${series}.2`)}</li>
      <li>{text('iclient.guide.3')}</li>
      <li>
        <div>
          {text(lands ? 'iclient.guide.4.landing' : 'iclient.guide.4')}
          <div className={classes.urls}>
            {lands ? <LandingUrlRow url={landingUrl.trim()} /> : <RedirectUrlRows regions={regions} />}
            {at === 'client' && <Compare urls={lands ? [landingOf(landingUrl)] : regions} />}
          </div>
        </div>
      </li>
      <li>{text(at === 'client' ? 'iclient.guide.5' : 'iclient.guide.5.form')}</li>
    </ol>
  );
}

const landingOf = (url: string): RedirectUrl => ({ region: null, url: url.trim(), https: true });

function SignInStep() {
  const [before, after] = text('iclient.guide.r.1', { link: '\u0000' }).split('\u0000');
  return (
    <span>
      {before}
      <OuterLink href={lightspeed}>{text('iclient.guide.link')}</OuterLink>
      {after}
    </span>
  );
}

/** For who has registered already: is it the same letter by letter? */
function Compare({ urls }: { urls: readonly RedirectUrl[] }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <TextButton className={classes.compare} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {text(isOpen ? 'redirect.compare.hide' : 'redirect.compare')}
      </TextButton>
      {isOpen && <CompareRegistered regions={urls} />}
    </>
  );
}
