/** A reply of the REST API, whatever its status. */
export interface Reply<T> {
  status: number;
  headers: Headers;
  body: T;
}

/** Calls the REST API of a running counterflow. */
export interface Api {
  /** Expects a 2xx; throws with the problem otherwise. */
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: object): Promise<T>;
  patch<T>(path: string, body: object): Promise<T>;
  delete(path: string): Promise<void>;
  /** Takes any status. */
  send<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<Reply<T>>;
}

export function apiClient(url: string, key?: string): Api {
  const send = async <T>(
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Reply<T>> => {
    const reply = await fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(key ? { authorization: `Bearer ${key}` } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await reply.text();
    const isJson = /json/.test(reply.headers.get('content-type') ?? '');
    return { status: reply.status, headers: reply.headers, body: (isJson ? JSON.parse(text) : text) as T };
  };
  const expected = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const reply = await send<T>(method, path, body);
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body;
  };
  return {
    send,
    get: (path) => expected('GET', path),
    post: (path, body) => expected('POST', path, body),
    patch: (path, body) => expected('PATCH', path, body),
    delete: async (path) => void (await expected('DELETE', path)),
  };
}
