/** The few pages that the server writes itself. They need no script and no file. */

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

const page = (title: string, body: string, head = ''): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
${head}<title>${escaped(title)}</title>
<style>
body { font: 15px/1.6 system-ui, sans-serif; max-width: 34rem; margin: 15vh auto; padding: 0 1.5rem; }
h1 { font-size: 1.25rem; }
code, input, button { font: 13px ui-monospace, monospace; }
input { width: 100%; box-sizing: border-box; padding: .5rem; margin: .25rem 0 .75rem; }
button { padding: .5rem 1rem; }
</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;

export const tokenPage = (): string =>
  page(
    'Switchyard: not signed in',
    `<h1>This browser is not signed in</h1>
<p>Switchyard lets a browser in by a token that is part of its address. The address was printed where Switchyard was started;
<code>switchyard doctor</code> prints it again.</p>
<form method="get" action="/">
<label for="token">Or paste the token, the part of the address after <code>token=</code>:</label>
<input id="token" name="token" type="password" autocomplete="current-password" required>
<button>Sign in</button>
</form>`,
  );

/**
 * Sends the browser on from our own page. A redirect would not do: a browser that came from another site (a link in a mail)
 * leaves out strict cookies on all of a redirect's steps.
 */
export const signedInPage = (location: string): string =>
  page(
    'Switchyard',
    `<p><a href="${escaped(location)}">Go on to Switchyard</a></p>`,
    `<meta http-equiv="refresh" content="0;url=${escaped(location)}">\n`,
  );

export const notForYouPage = (why: 'host' | 'origin' | 'token'): string =>
  page(
    'Switchyard: refused',
    `<h1>Refused</h1><p>${
      why === 'host'
        ? 'This request names another host than the one Switchyard listens on. Use the address that Switchyard printed.'
        : 'This request comes from another site.'
    }</p>`,
  );

export const notBuiltPage = (): string =>
  page('Switchyard: not built', '<h1>The page is not built yet</h1><p>Run <code>npm run build</code> in the checkout, then reload.</p>');

export const notFoundPage = (): string =>
  page('Switchyard: not found', '<h1>There is nothing here</h1><p><a href="/">Go to Switchyard</a></p>');
