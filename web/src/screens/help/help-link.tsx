import { OuterLink } from '../../components/text-link.tsx';
import { text } from '../../texts/text.ts';
import { topicOf } from './topics.ts';

/** Leads to what is written about a trouble, in a tab of its own: what is on the screen stays. */
export function HelpLink({ code }: { code: string | null }) {
  const topic = topicOf(code);
  return <OuterLink href={topic ? `/help/sign-in#${topic.codes[0]}` : '/help/sign-in'}>{text('help.more')}</OuterLink>;
}
