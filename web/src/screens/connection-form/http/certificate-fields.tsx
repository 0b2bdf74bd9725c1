import { SegmentedControl, Textarea } from '@mantine/core';
import type { HttpOverridesView } from '../../../../../src/connections/http-settings-schema.ts';
import { SecretInput } from '../../../components/secret-input.tsx';
import { text } from '../../../texts/text.ts';
import type { ClientCertificate } from './http-draft.ts';
import classes from './stack.module.css';

interface CertificateFieldsProps {
  id: string;
  value: ClientCertificate;
  stored: HttpOverridesView['tls'];
  onChange: (certificate: ClientCertificate) => void;
  onBlur: () => void;
}

/** The certificate this side shows, in one of the two forms in which people are given one. */
export function CertificateFields({ id, value, stored, onChange, onBlur }: CertificateFieldsProps) {
  const set = (part: Partial<ClientCertificate>) => onChange({ ...value, ...part });
  const pem = (field: 'certificate' | 'ca', of: 'own' | 'ca') => (
    <Textarea
      {...(field === 'certificate' ? { id } : {})}
      className={classes.mono}
      label={text(`http.certificate.${of}`)}
      description={text(`http.certificate.${of}.help`)}
      minRows={2}
      maxRows={8}
      autosize
      spellCheck={false}
      autoComplete="off"
      placeholder="-----BEGIN CERTIFICATE-----"
      onBlur={onBlur}
      value={value[field]}
      onChange={(event) => set({ [field]: event.currentTarget.value })}
    />
  );
  return (
    <div className={classes.stack}>
      <SegmentedControl
        aria-label={text('http.certificate.kind')}
        className={classes.start}
        data={(['pem', 'pfx'] as const).map((kind) => ({ value: kind, label: text(`http.certificate.kind.${kind}`) }))}
        value={value.kind}
        onChange={(kind) => set({ kind })}
      />
      {value.kind === 'pem' ? (
        <>
          {pem('certificate', 'own')}
          <SecretInput
            id={`${id}-key`}
            lines
            label={text('http.certificate.key')}
            placeholder="-----BEGIN PRIVATE KEY-----"
            stored={stored?.key}
            value={value.key}
            onChange={(key) => set({ key })}
            onBlur={onBlur}
          />
        </>
      ) : (
        <SecretInput
          id={id}
          lines
          label={text('http.certificate.pfx')}
          stored={stored?.pfx}
          value={value.pfx}
          onChange={(pfx) => set({ pfx })}
          onBlur={onBlur}
        />
      )}
      <SecretInput
        id={`${id}-passphrase`}
        label={text('http.certificate.passphrase')}
        stored={stored?.passphrase}
        value={value.passphrase}
        onChange={(passphrase) => set({ passphrase })}
        onBlur={onBlur}
      />
      {pem('ca', 'ca')}
    </div>
  );
}
