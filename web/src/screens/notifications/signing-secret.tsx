import IconShieldCheck from '@tabler/icons-react/dist/esm/icons/IconShieldCheck.mjs';
import { CopyRow, CopyRows } from '../../components/copy-row.tsx';
import { Disclosure } from '../../components/disclosure.tsx';
import { FormStack } from '../../components/form-stack.tsx';
import { Notice } from '../../components/notice.tsx';
import { text } from '../../texts/text.ts';
import classes from './signing-secret.module.css';

const EXAMPLE = `import { createHmac, timingSafeEqual } from 'node:crypto';

const id = request.headers['webhook-id'];
const timestamp = request.headers['webhook-timestamp'];
const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
const wanted = createHmac('sha256', key).update(\`\${id}.\${timestamp}.\${body}\`).digest();
const [, given] = request.headers['webhook-signature'].split(',');
const isOurs = timingSafeEqual(wanted, Buffer.from(given, 'base64'));
const isFresh = Math.abs(Date.now() / 1000 - timestamp) < 300;`;

/** The secret of a webhook, shown this once, and how a receiver checks with it who sent a message. */
export function SigningSecret({ secret }: { secret: string }) {
  return (
    <FormStack>
      <Notice tone="warn" title={text('webhooks.secret.warning')} role="alert">
        {text('webhooks.secret.text')}
      </Notice>
      <CopyRows>
        <CopyRow value={secret} copyLabel={text('webhooks.secret.copy')} />
      </CopyRows>
      <Disclosure icon={<IconShieldCheck size={17} stroke={1.75} />} title={text('webhooks.verify.title')}>
        <p className={classes.help}>{text('webhooks.verify.text')}</p>
        <pre className={classes.example}>{EXAMPLE}</pre>
      </Disclosure>
    </FormStack>
  );
}
