import { useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Card } from '../../components/card.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { text } from '../../texts/text.ts';
import classes from './sign-in-help.module.css';
import { topics } from './topics.ts';

/** When signing in fails: what each message means and what helps. */
export function SignInHelp() {
  const hash = useLocation({ select: (location) => location.hash });
  useEffect(() => {
    if (hash) document.getElementById(hash)?.scrollIntoView({ block: 'start' });
  }, [hash]);
  return (
    <>
      <PageHead title={text('help.signIn.title')} sub={text('help.signIn.sub')} />
      <div className={classes.topics}>
        {topics.map(({ codes: [code], title, about }) => (
          <section key={code} id={code} className={classes.topic} data-named={hash === code || undefined}>
            <Card title={text(title)}>
              <p>{text(about)}</p>
            </Card>
          </section>
        ))}
      </div>
    </>
  );
}
