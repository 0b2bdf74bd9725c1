import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import { type HttpOfApiType, httpOfApiTypeQuery } from '../../../api/http-settings.ts';
import { iClientsQuery } from '../../../api/iclients.ts';
import { FormStack } from '../../../components/form-stack.tsx';
import { ProblemNotice } from '../../../components/problem-notice.tsx';
import { RequiredLegend } from '../../../components/required-legend.tsx';
import { text } from '../../../texts/text.ts';
import { AdvancedFields } from '../advanced-fields.tsx';
import { ApiTypeField } from '../api-type-field.tsx';
import { clientOf, signInOf } from '../draft.ts';
import { type FieldsProps, NameField, TypeFields } from '../fields.tsx';
import { DiffersNotice } from './differs-notice.tsx';
import { FixedRow, HttpRow } from './http-row.tsx';
import { differing, type HttpRowKey, httpSections } from './http-rows.ts';
import classes from './http-view.module.css';
import { SectionNav, sectionId, type ViewSection } from './section-nav.tsx';
import { SignInFields } from './sign-in-fields.tsx';

interface HttpViewProps extends FieldsProps {
  isLocked: boolean;
  /** Messages about the form, before what differs. */
  head: ReactNode;
  /** How a test went, after it. */
  result: ReactNode;
}

const sections = [
  'general',
  'application',
  'authentication',
  'limits',
  'ping',
  'advanced',
] as const satisfies ViewSection[];

/** Every setting of a connection that speaks HTTP: the connector's own values, quiet, and what replaces them. */
export function HttpView({ isLocked, head, result, ...props }: HttpViewProps) {
  const { form, stored } = props;
  const { apiType, http } = form.values;
  const facts = useQuery({ ...httpOfApiTypeQuery(apiType), throwOnError: false });
  const whole = facts.data?.settings;
  const isOverride = apiType !== 'http';
  const changed = isOverride ? differing(http, whole) : {};
  const rows = (keys: readonly HttpRowKey[]) =>
    keys.map((key) => (
      <HttpRow
        key={key}
        rowKey={key}
        whole={whole}
        isOverride={isOverride}
        isOpen={!isOverride && key === 'baseUri'}
        form={form}
        stored={stored}
      />
    ));
  return (
    <div className={classes.layout}>
      <SectionNav
        sections={sections}
        counts={(section) =>
          section in httpSections
            ? httpSections[section as keyof typeof httpSections].filter((key) => key in changed).length
            : 0
        }
      />
      <div className={classes.content}>
        <div className={classes.head}>
          <FormStack>
            {head}
            {isOverride && <DiffersNotice form={form} changed={changed} />}
            {facts.error && (
              <ProblemNotice title={text('error.screen')} error={facts.error} onRetry={() => void facts.refetch()} />
            )}
            {result}
          </FormStack>
        </div>
        <Section section="general">
          <FormStack>
            <RequiredLegend guide="http-view" />
            <NameField form={form} stored={stored} />
            <ApiTypeField form={form} isLocked={isLocked} />
          </FormStack>
        </Section>
        <Section section="application">{rows(httpSections.application)}</Section>
        <Section section="authentication">
          <div className={classes.fields}>
            <FormStack>{isOverride ? <TypeFields {...props} /> : <SignInFields {...props} />}</FormStack>
          </div>
          {isOverride && <OAuthFacts form={form} facts={facts.data} />}
          {rows(tokenRows(form.values))}
        </Section>
        <Section section="limits">{rows(httpSections.limits)}</Section>
        <Section section="ping">{rows(httpSections.ping)}</Section>
        <Section section="advanced">
          <div className={classes.fields}>
            <FormStack>
              <AdvancedFields form={form} stored={stored} />
            </FormStack>
          </div>
        </Section>
      </div>
    </div>
  );
}

/** Rows about tokens, where there is one; a scheme is for headers only. */
function tokenRows(draft: FieldsProps['form']['values']): readonly HttpRowKey[] {
  const hasToken =
    draft.apiType === 'http' ? ['oauth', 'token'].includes(signInOf(draft)) : draft.apiType !== 'lightspeed-c';
  const isInHeader = (draft.http.tokenIn ?? 'header') === 'header';
  return httpSections.authentication.filter((key) => {
    if (key === 'tokenScheme') return hasToken && isInHeader;
    return key === 'tokenIn' || key === 'tokenName' ? hasToken : true;
  });
}

/** Addresses of the connector's own OAuth 2.0 server, of the one that the chosen client belongs to. */
function OAuthFacts({ form, facts }: Pick<FieldsProps, 'form'> & { facts: HttpOfApiType | undefined }) {
  const clients = useQuery({ ...iClientsQuery(), throwOnError: false }).data?.items ?? [];
  const server = facts?.oauth[clientOf(form.values, clients)?.oauthServer ?? 'new'] ?? facts?.oauth.new;
  if (!server || form.values.signIn === 'token') return null;
  const note = text('http.oauth.fixed');
  return (
    <>
      <FixedRow name={text('http.oauth.authorizeUrl')} value={server.authorizeUrl} note={note} />
      <FixedRow name={text('http.oauth.tokenUrl')} value={server.tokenUrl} note={note} />
      <FixedRow name={text('http.oauth.pkce')} value={server.pkce} note={note} />
    </>
  );
}

function Section({ section, children }: { section: ViewSection; children: ReactNode }) {
  const titleId = useId();
  return (
    <section className={classes.section} aria-labelledby={titleId} id={sectionId(section)}>
      <h3 id={titleId} tabIndex={-1}>
        {text(`http.section.${section}`)}
      </h3>
      {section !== 'general' && <p className={classes.about}>{text(`http.section.${section}.about`)}</p>}
      {children}
    </section>
  );
}
