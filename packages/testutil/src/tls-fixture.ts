/**
 * A self-signed certificate for localhost and 127.0.0.1, valid until 2126, and its key: for tests of TLS verification.
 * It is public, so trust it nowhere else.
 */
export const tlsFixture = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg6dtD9dBYTxyqvPQY
NB3+Ynj0Oz92nheugNbL6Nczf9OhRANCAATb8piez58QVbNxHo8a1LOWwwW9YS/P
MclL7XdGgVhDtFJRvckljI6gjsJ8SAq6AxM7ld8gvZMCwM9g/XG3MrSO
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUOFDG+mdBAcAWyLy6zq52b8/J0UAwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNDA5MDk1OVoYDzIxMjYxMDMx
MDkwOTU5WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATb8piez58QVbNxHo8a1LOWwwW9YS/PMclL7XdGgVhDtFJRvckljI6g
jsJ8SAq6AxM7ld8gvZMCwM9g/XG3MrSOo28wbTAdBgNVHQ4EFgQUZQm9/iqdVs4w
tlH3pYqsiIPPmY4wHwYDVR0jBBgwFoAUZQm9/iqdVs4wtlH3pYqsiIPPmY4wDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSQAwRgIhALASCnAkTuxLbCjj6VKVtKoXhD2oHOQ9OxAnmyChuIWwAiEA
0rYz0u4m/DuHQnKB2+CkoZp6YJ0J6eJ6lx8BfD7jzF0=
-----END CERTIFICATE-----
`,
} as const;
