// Signs somebody in at the provider with the library openid-client, which knows of the provider what discovery tells.
//
// The argument is JSON: {issuer, address, redirect, client: {id, secret?}, program: {id, secret}, scope}; `address` is where the
// provider listens, since nothing stands in front of it. Who runs this is the browser: it opens the address of a line that is
// printed, and answers with a line that says where that led to.
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { createInterface } from 'node:readline';

globalThis.crypto ??= webcrypto; // Node 18 has it under its module only
const oidc = await import('openid-client');

const setting = JSON.parse(process.argv[2]);
const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

async function opened(url) {
  console.log(url.href);
  return (await answers.next()).value;
}

const options = {
  execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks],
  [oidc.customFetch]: (url, request) => fetch(url.replace(setting.issuer, setting.address), request),
};
const discovered = ({ id }, authentication) =>
  oidc.discovery(new URL(setting.issuer), id, undefined, authentication, options);

const { client, program } = setting;
const person = await discovered(client, client.secret ? oidc.ClientSecretBasic(client.secret) : oidc.None());
const provider = person.serverMetadata();
assert.equal(provider.issuer, setting.issuer);
assert.ok(provider.supportsPKCE());
for (const scope of setting.scope.split(' ')) {
  assert.ok(provider.scopes_supported.includes(scope), scope);
}

// a code, with PKCE; state, nonce and the signature of the ID token are checked by the library
const verifier = oidc.randomPKCECodeVerifier();
const state = oidc.randomState();
const nonce = oidc.randomNonce();
const callback = await opened(
  oidc.buildAuthorizationUrl(person, {
    redirect_uri: setting.redirect,
    scope: setting.scope,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  }),
);
let tokens = await oidc.authorizationCodeGrant(person, new URL(callback), {
  pkceCodeVerifier: verifier,
  expectedState: state,
  expectedNonce: nonce,
  idTokenExpected: true,
});
const { sub } = tokens.claims();
let idToken = tokens.id_token;
await oidc.fetchUserInfo(person, tokens.access_token, sub);

if (provider.grant_types_supported.includes('refresh_token')) {
  const before = tokens;
  tokens = await oidc.refreshTokenGrant(person, before.refresh_token);
  assert.notEqual(tokens.access_token, before.access_token);
  idToken = tokens.id_token;
} else {
  assert.equal(tokens.refresh_token, undefined);
  await assert.rejects(oidc.refreshTokenGrant(person, 'none'), (refused) =>
    [400, 401].includes(refused.status ?? refused.cause?.status),
  );
}
const about = await oidc.fetchUserInfo(person, tokens.access_token, sub);
assert.ok(about.name);

// programs ask about any token and revoke their own, with each way to show their secret
const ways = { client_secret_basic: oidc.ClientSecretBasic, client_secret_post: oidc.ClientSecretPost };
for (const [name, way] of Object.entries(ways)) {
  for (const endpoint of ['token', 'introspection', 'revocation']) {
    assert.ok(provider[`${endpoint}_endpoint_auth_methods_supported`].includes(name), `${name} at ${endpoint}`);
  }
  const own = await discovered(program, way(program.secret));
  assert.equal((await oidc.tokenIntrospection(own, tokens.access_token)).sub, sub);
  const { access_token: token } = await oidc.clientCredentialsGrant(own);
  assert.equal((await oidc.tokenIntrospection(own, token)).active, true);
  await oidc.tokenRevocation(own, token);
  assert.equal((await oidc.tokenIntrospection(own, token)).active, false);
}
if (client.secret) {
  await oidc.tokenRevocation(person, tokens.access_token);
  assert.equal((await oidc.tokenIntrospection(person, tokens.access_token)).active, false);
}

await opened(oidc.buildEndSessionUrl(person, { id_token_hint: idToken }));
console.log(`done ${about.name}`);
process.exit(0);
