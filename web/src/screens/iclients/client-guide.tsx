import type { RedirectUrl } from '../../api/installation.ts';
import { RedirectUrlRows } from '../../components/redirect-urls.tsx';
import { OuterLink } from '../../components/text-link.tsx';
import { text } from '../../texts/text.ts';
import classes from './client-guide.module.css';

const lightspeed = 'https://cloud.lightspeedapp.com/';

interface ClientGuideProps {
  regions: readonly RedirectUrl[];
  /** The last step differs: the fields are below, or behind the + of the connection's form. */
  at: 'client' | 'connection';
}

/** The five steps from a Lightspeed account to client ID and secret, with Copy at the step that needs it. */
export function ClientGuide({ regions, at }: ClientGuideProps) {
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
          {text('iclient.guide.4')}
          <div className={classes.urls}>
            <RedirectUrlRows regions={regions} />
          </div>
        </div>
      </li>
      <li>{text(at === 'client' ? 'iclient.guide.5' : 'iclient.guide.5.form')}</li>
    </ol>
  );
}
