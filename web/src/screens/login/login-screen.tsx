import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ApiProblem } from '../../api/client.ts';
import { sessionQuery, signIn } from '../../api/session.ts';
import { FormStack } from '../../components/form-stack.tsx';
import { Notice } from '../../components/notice.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { text } from '../../texts/text.ts';
import { Entrance } from './entrance.tsx';
import classes from './login-screen.module.css';
import { loginRoute } from './route.ts';

/** Sign-in with e-mail and password; afterwards to where the person wanted to go. */
export function LoginScreen() {
  const { next } = loginRoute.useSearch();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const session = useQuery({ ...sessionQuery(), throwOnError: false });
  const needsSetup = session.error instanceof ApiProblem && session.error.code === 'setup_required';
  const form = useForm({
    initialValues: { email: '', password: '' },
    validateInputOnBlur: false,
    validate: {
      email: (value) => (value.trim() ? null : text('login.emailMissing')),
      password: (value) => (value ? null : text('login.passwordMissing')),
    },
  });
  const enter = useMutation({
    mutationFn: signIn,
    onSuccess: (signedIn) => {
      queries.setQueryData(sessionQuery().queryKey, signedIn);
      return navigate({ href: next ?? '/', replace: true });
    },
  });
  return (
    <Entrance foot={text('login.noAccount')}>
      <h1>{text('login.title')}</h1>
      <p className={classes.host}>{location.host}</p>
      <form noValidate onSubmit={form.onSubmit((values) => enter.mutate(values))}>
        <FormStack>
          {needsSetup && (
            <Notice tone="accent" title={text('login.setupRequired.title')}>
              {text('login.setupRequired.text', { url: location.origin })}
            </Notice>
          )}
          {enter.error && <ProblemNotice title={text('login.failed')} error={enter.error} />}
          <TextInput
            label={text('login.email')}
            type="email"
            autoComplete="username"
            autoFocus
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label={text('login.password')}
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': text('password.show') }}
            {...form.getInputProps('password')}
          />
          <Button type="submit" size="md" fullWidth loading={enter.isPending}>
            {text('login.submit')}
          </Button>
        </FormStack>
      </form>
    </Entrance>
  );
}
