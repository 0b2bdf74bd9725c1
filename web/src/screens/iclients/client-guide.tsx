import type { RedirectUrl } from '../../api/installation.ts';
import { LANDING_URL, needsLanding } from '../../components/landing-url.ts';
import { LandingUrlRow, RedirectUrlRows } from '../../components/redirect-urls.tsx';
import { OuterLink } from '../../components/text-link.tsx';
import { text } from '../../texts/text.ts';
import classes from './client-guide.module.css';

const lightspeed = 'https://cloud.lightspeedapp.com/';

interface ClientGuideProps {
  regions: readonly RedirectUrl[];
  /** The last step differs: the fields are below, or behind the + of the connection's form. */
  at: 'client' | 'connection';
  /** What to register where this installation has no https address; the usual one when left out. */
  landingUrl?: string;
}

/** The five steps from a Lightspeed account to client ID and secret, with Copy at the step that needs it. */
export function ClientGuide({ regions, at, landingUrl = LANDING_URL }: ClientGuideProps) {
  const lands = needsLanding(regions) && landingUrl.trim() !== '';
  const [before, after] = text('iclient.guide.1', { link: '\u0000' }).split('\u0000');
  return (
    <ol className={classes.steps}>
      <li>
        <span>
          {before}
          <OuterLink href={lightspeed}>{text('iclient.guide.link')}</OuterLink>
          {after}
        </span>
      </li>
      <li>{text('iclient.guide.2')}</li>
      <li>{text('iclient.guide.3')}</li>
      <li>
        <div>
          {text(lands ? 'iclient.guide.4.landing' : 'iclient.guide.4')}
          <div className={classes.urls}>
            {lands ? <LandingUrlRow url={landingUrl.trim()} /> : <RedirectUrlRows regions={regions} />}
          </div>
        </div>
      </li>
      <li>{text(at === 'client' ? 'iclient.guide.5' : 'iclient.guide.5.form')}</li>
    </ol>
  );
}
